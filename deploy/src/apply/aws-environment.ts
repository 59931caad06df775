import { type Programs, readTarget, requireEnvironment, type TeardownEnvironment } from '@fairway/infra';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type HandOver, readHandOver } from '../hand-over/hand-over.js';
import { EcrImages } from './ecr-images.js';
import { readOrFail } from './read-or-fail.js';
import type { Target } from './port-forward.js';

/** An environment on AWS to which the user has access. */
export interface AwsEnvironment {
  readonly target: Target;
  readonly handOver: HandOver;
  readonly images: EcrImages;
}

/**
 * Finds the cluster of an environment, and what Terraform hands over.
 * @throws FairwayError prerequisite_missing when the account that is logged in, or the cluster of kubectl's context, is
 *   not that of the environment
 */
export async function openAwsEnvironment(
  root: string,
  environment: TeardownEnvironment,
  programs: Programs,
): Promise<AwsEnvironment> {
  const target = readTarget(root, environment);
  await requireEnvironment(target, programs);
  const handOver = await readHandOver(target, programs);
  // A copy: whatever happens to the user's kubeconfig meanwhile, this one points to the cluster that was checked.
  const kubeconfig = join(root, '.fairway', 'deploy', environment, 'kubeconfig');
  const view = ['config', 'view', '--minify', '--flatten', '--context', target.name] as const;
  const text = await readOrFail(['kubectl', ...view], programs);
  mkdirSync(dirname(kubeconfig), { recursive: true });
  rmSync(kubeconfig, { force: true });
  writeFileSync(kubeconfig, text, { mode: 0o600 });
  return {
    target: { kubectl: 'kubectl', kubeconfig },
    handOver,
    images: new EcrImages(target, handOver.images.registry, programs),
  };
}
