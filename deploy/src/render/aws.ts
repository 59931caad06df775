import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import { databaseBootstrap } from '../image/image-names.js';
import { type Declared, type RenderedCatalog, servicesOf } from './declared.js';
import { heading, kustomization, type RenderedManifest } from './files.js';
import { labelsOf } from './labels.js';
import { type Manifest, yamlOf } from './manifest.js';
import { hasSecrets } from './workload.js';

const components = 'deploy/kubernetes/components';

/** `components/external-secrets`: where the External Secrets operator reads the secrets of each service. */
export function renderSecretStores(catalog: RenderedCatalog): RenderedManifest[] {
  const folder = `${components}/external-secrets`;
  const services = servicesOf(catalog).filter(hasSecrets);
  return [
    kustomization(folder, 'Component', { resources: services.map(({ name }) => `${name}.yaml`) }),
    ...services.map((service) => ({
      path: `${folder}/${service.name}.yaml`,
      content: heading + yamlOf(secretStore(service)),
    })),
  ];
}

function secretStore({ name }: Declared): Manifest<ISecretStore> {
  return {
    resource: {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        provider: {
          aws: {
            service: 'SecretsManager',
            region: '${target.region}',
            prefix: '${target.project}/${target.environment}/',
          },
        },
      },
    },
  };
}

/**
 * `components/irsa`: the roles in AWS of ServiceAccounts, and the stores of secrets that read with them. Without it, EKS Pod
 * Identity gives pods their roles, and the operator reads the secrets with its own.
 */
export function renderRoles(catalog: RenderedCatalog): RenderedManifest[] {
  const services = servicesOf(catalog);
  const patches = [
    ...services.map(({ name }) => rolePatch(name, `cluster.service_role_arns.${name}`)),
    rolePatch(databaseBootstrap, `cluster.platform_role_arns.${databaseBootstrap}`),
    ...services.filter(hasSecrets).map(storePatch),
  ];
  return [kustomization(`${components}/irsa`, 'Component', { patches })];
}

function rolePatch(name: string, role: string) {
  return patchOf('ServiceAccount', name, '/metadata/annotations', { 'eks.amazonaws.com/role-arn': `\${${role}}` });
}

function storePatch({ name }: Declared) {
  return patchOf('SecretStore', name, '/spec/provider/aws/auth', { jwt: { serviceAccountRef: { name } } });
}

function patchOf(kind: string, name: string, path: string, value: object) {
  return { target: { kind, name }, patch: yamlOf({ resource: [{ op: 'add', path, value }] }) };
}
