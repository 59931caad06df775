import { catalog as ours, type EnvironmentName, environments } from '@fairway/catalog';
import { renderCompose } from './compose/render-compose.js';
import type { RenderedCatalog } from './render/declared.js';
import { type Leftover, leftoversOf, type RenderedManifest } from './render/files.js';
import { renderRoles, renderSecretStores } from './render/aws.js';
import { renderBuckets } from './render/buckets.js';
import { renderLagScaling, renderOverlay } from './render/overlay.js';
import { renderPreparation } from './render/preparation.js';
import { renderBase } from './render/service-base.js';
import { renderStandIns } from './render/stand-ins.js';
import { renderStrimzi } from './render/strimzi.js';
import { renderTracing } from './render/tracing.js';

export { deploy, type Deployed, type DeployOptions, readManifests } from './apply/deploy.js';
export { imagesIn } from './apply/overlay.js';
export type { Resource } from './apply/resources.js';
export { readHandOver } from './hand-over/hand-over.js';
export { notHandedOver } from './hand-over/not-handed-over.js';
export { openAwsEnvironment } from './apply/aws-environment.js';
export { Kubectl } from './apply/kubectl.js';
export { PortForward } from './apply/port-forward.js';
export { readSecret } from './apply/read-secret.js';
export { resolveDigest, tagDigest } from './apply/registry.js';
export { newRelease, promotion, type WayBack, wayBack } from './release/choose.js';
export { commitsBetween, manifestDiff } from './release/changes.js';
export { type CheckName, refusalsOf, type Refusal } from './release/checks.js';
export * from './release/environments.js';
export { Git } from './release/git.js';
export * from './release/local-monitoring.js';
export { Monitoring } from './release/monitoring.js';
export { type Destination, release, type Wanted } from './release/release.js';
export { ReleaseLog } from './release/release-log.js';
export { ReleaseSource } from './release/release-source.js';
export * from './release/release-record.js';
export { revisionOf } from './image/revision.js';
export * from './image/build-images.js';
export { Builder, ownPlatform, type Platform } from './image/builder.js';
export { databaseBootstrap, imageNames, imagesOnAws, repositoryOf, requireImageNames } from './image/image-names.js';
export { createKeyPair } from './supply-chain/cosign.js';
export * from './supply-chain/judge-scans.js';
export { provenanceOf } from './supply-chain/provenance.js';
export { signImage } from './supply-chain/sign-image.js';
export * from './supply-chain/verify-signature.js';
export * from './workflows/workflow-file.js';
export { applyAddons } from './addons/apply-addons.js';
export { planAddons } from './addons/plan-addons.js';
export { readAddonSettings } from './addons/settings.js';
export * from './cluster/choose-cluster.js';
export * from './cluster/cluster.js';
export * from './cluster/existing-cluster.js';
export * from './cluster/kind-cluster.js';
export * from './cluster/machine-cluster.js';
export * from './cluster/nodes.js';

/** Every manifest that follows from the catalogue, and the rendered files of services that have left it. */
export function renderManifests(root: string, catalog: RenderedCatalog = ours): (RenderedManifest | Leftover)[] {
  const names = Object.keys(environments) as EnvironmentName[];
  const manifests = [
    ...renderBase(catalog),
    ...renderLagScaling(catalog),
    ...renderPreparation(catalog),
    ...renderSecretStores(catalog),
    ...renderRoles(catalog),
    renderBuckets(catalog),
    ...renderStandIns(catalog),
    ...renderStrimzi(catalog),
    ...renderTracing(catalog),
    ...names.flatMap((name) => renderOverlay(name, catalog)),
  ];
  return [...manifests, ...leftoversOf(root, manifests), ...renderCompose()];
}
