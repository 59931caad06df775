import { FairwayError } from '@fairway/errors';
import { clusterExists } from './kubernetes-steps.js';
import type { Programs } from './programs.js';
import { commandLine, type Argv } from './step.js';
import type { Target } from './target.js';

const aws: Argv = ['aws', '--version'];
const kubectl: Argv = ['kubectl', 'version', '--client'];
const terraform: Argv = ['terraform', 'version'];

/**
 * Checks that all programs are available and that they reach this account and this cluster.
 * @throws FairwayError prerequisite_missing; nothing was changed
 */
export async function preflight(target: Target, programs: Programs): Promise<void> {
  await areInstalled([aws, kubectl, terraform], programs);
  await isRightAccount(target, programs);
  if (await stillHasCluster(target, programs)) await isRightCluster(target, programs);
}

/**
 * Checks that this account is logged in, and that kubectl's context with the name of the cluster points to it.
 * @throws FairwayError prerequisite_missing; nothing was changed
 */
export async function requireEnvironment(target: Target, programs: Programs): Promise<void> {
  await areInstalled([aws, kubectl], programs);
  await isRightAccount(target, programs);
  if (await stillHasCluster(target, programs)) return await isRightCluster(target, programs);
  throw new FairwayError('prerequisite_missing', `There is no cluster ${target.name}.`, {
    hint: `Build ${target.environment} first: docs/guides/aws.md says how. Nothing was changed.`,
  });
}

async function areInstalled(versions: readonly Argv[], programs: Programs): Promise<void> {
  for (const argv of versions) {
    const { exitCode } = await programs.read(argv);
    if (exitCode === 0) continue;
    throw new FairwayError('prerequisite_missing', `\`${commandLine(argv)}\` fails on this machine.`, {
      hint: `Fix the installation of ${argv[0]}.`,
    });
  }
}

async function isRightAccount({ accountId, environment }: Target, programs: Programs): Promise<void> {
  const { exitCode, stdout, stderr } = await programs.read(['aws', 'sts', 'get-caller-identity']);
  if (exitCode !== 0) {
    throw new FairwayError('prerequisite_missing', `AWS does not say who is logged in:\n${stderr.trim()}`, {
      hint: 'Log in first, for example with `aws sso login`.',
    });
  }
  const { Account } = JSON.parse(stdout) as { Account: string };
  if (Account === accountId) return;
  throw new FairwayError(
    'prerequisite_missing',
    `You are logged in to the account ${Account}, but ${environment} is in ${accountId} (infra/terraform/environments/common.tfvars).`,
    {
      hint: 'Log in to the right account, for example with AWS_PROFILE. Nothing was changed.',
    },
  );
}

async function stillHasCluster(target: Target, programs: Programs): Promise<boolean> {
  const { reads, holds } = clusterExists(target);
  const outcome = await programs.read(reads);
  const exists = holds(outcome);
  if (exists !== undefined) return exists;
  throw new FairwayError('prerequisite_missing', `\`${commandLine(reads)}\` failed:\n${outcome.stderr.trim()}`, {
    hint: 'Fix the error above. Nothing was changed.',
  });
}

/** A context is only a name in a file: `fairway-dev` may point to production. */
async function isRightCluster({ name, region }: Target, programs: Programs): Promise<void> {
  const described = await programs.read(['aws', 'eks', 'describe-cluster', '--name', name, '--region', region]);
  const { host } = new URL((JSON.parse(described.stdout) as { cluster: { endpoint: string } }).cluster.endpoint);
  const viewed = await programs.read(['kubectl', 'config', 'view', '--minify', '--context', name, '--output', 'json']);
  const make = `\`aws eks update-kubeconfig --name ${name} --alias ${name} --region ${region}\``;
  if (viewed.exitCode !== 0)
    throw new FairwayError('prerequisite_missing', `kubectl has no context ${name}.`, { hint: `Make it: ${make}.` });
  const { clusters } = JSON.parse(viewed.stdout) as {
    clusters: { cluster: { server: string; 'tls-server-name'?: string } }[];
  };
  const cluster = clusters[0]?.cluster;
  // With a forwarded port the server is this machine, and the certificate's name says which cluster answers.
  if (cluster === undefined || ![new URL(cluster.server).host, cluster['tls-server-name']].includes(host)) {
    throw new FairwayError(
      'prerequisite_missing',
      `kubectl's context ${name} points to ${cluster?.server ?? 'nowhere'}, not to the cluster at ${host}.`,
      {
        hint: `Create it again: ${make}; with a forwarded port, set tls-server-name to ${host}.`,
      },
    );
  }
  const answer = await programs.read([
    'kubectl',
    '--context',
    name,
    // Everyone who is logged in may ask this; a pipeline may not list namespaces.
    'auth',
    'whoami',
    '--request-timeout=15s',
  ]);
  if (answer.exitCode === 0) return;
  throw new FairwayError('prerequisite_missing', `The cluster ${name} does not answer:\n${answer.stderr.trim()}`, {
    hint: 'Its API is private: first forward a port to it, with the commands that `terraform output -raw door` prints in infra/terraform/stacks/cluster. Nothing was changed.',
  });
}
