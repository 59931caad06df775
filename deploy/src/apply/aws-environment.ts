import { FairwayError } from '@fairway/errors';
import { commandLine, type Programs, readTarget, requireEnvironment, type TeardownEnvironment } from '@fairway/infra';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type HandOver, readHandOver } from '../hand-over/hand-over.js';
import type { Target } from './kubectl.js';

/** An environment on AWS to which the user has access. */
export interface AwsEnvironment {
  readonly target: Target;
  readonly handOver: HandOver;
  /** Where the image with a tag is: `<registry>/<repository>@sha256:...` @throws FairwayError not_found */
  resolveDigest(name: string, tag: string): Promise<string>;
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
    async resolveDigest(name, tag) {
      const { accountId, region, project } = target;
      const image = ['--registry-id', accountId, '--repository-name', `${project}/${name}`] as const;
      const query = ['--query', 'imageDetails[0].imageDigest', '--output', 'text'] as const;
      const ask = ['aws', 'ecr', 'describe-images', '--region', region, ...image] as const;
      const digest = await readOrFail([...ask, '--image-ids', `imageTag=${tag}`, ...query], programs, {
        code: 'not_found',
        hint: `Build the images of this commit and push them to ${handOver.images.registry}. Nothing was changed.`,
      });
      return `${handOver.images.registry}${name}@${digest.trim()}`;
    },
  };
}

async function readOrFail(
  argv: readonly [string, ...string[]],
  programs: Programs,
  { code, hint }: { code: 'failed' | 'not_found'; hint: string } = { code: 'failed', hint: 'Nothing was changed.' },
): Promise<string> {
  const { exitCode, stdout, stderr } = await programs.read(argv);
  if (exitCode === 0) return stdout;
  throw new FairwayError(code, `\`${commandLine(argv)}\` failed.`, { cause: stderr.trim(), hint });
}
