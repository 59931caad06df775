import {
  deploy as deployTo,
  type Deployed,
  type DeployOptions,
  openAwsEnvironment,
  repositoryOf,
  requireCluster,
  resolveDigest,
  revisionOf,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { programsOf } from '../command-line/programs.js';
import { smokeIn, smokeThrough } from '../public-api/smoke-in-cluster.js';
import type { SmokeOutcome } from '../public-api/smoke-run.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';

/** Environments that can be deployed to. */
export const deployable = ['local', 'dev', 'production'] as const;
export type Deployable = (typeof deployable)[number];

export interface DeployResult extends Deployed {
  readonly environment: Deployable;
  readonly commit: string;
  readonly smoke: SmokeOutcome;
}

/** Puts the images of the current commit into the cluster, and sends one entity through its public door. */
export const deploy: Command<{ env: Deployable }, DeployResult> = {
  async run({ env: environment }, context) {
    const { root, env, stopping, progress } = context;
    requireSoundCatalog(root);
    const { tag } = revisionOf(root);
    const { smoke, ...place } =
      environment === 'local' ? localPlace(tag, context) : await awsPlace(environment, tag, context);
    const deployed = await deployTo({
      root,
      environment,
      ...place,
      env,
      stopping,
      progress,
    });
    progress('smoke test');
    return { environment, commit: tag, ...deployed, smoke: await smoke() };
  },

  exitCode: ({ smoke }) => (smoke.ok ? exitCodes.ok : exitCodes.failed),

  render({ environment, commit, applied, pruned, smoke }, style) {
    const deleted = pruned.length === 0 ? '' : `, deleted ${pruned.join(', ')}`;
    const done = `${style.green('✓')} ${environment} runs commit ${commit.slice(0, 12)}: applied ${applied} resources${deleted}`;
    const failing = smoke.steps.at(-1);
    return smoke.ok
      ? `${done}\n${style.green('✓')} the smoke test passed`
      : `${done}\n${style.red('✗')} the smoke test failed at "${failing?.name}": ${failing?.detail}\nnext: kubectl logs --namespace ${environment} --selector app.kubernetes.io/part-of=fairway --tail 50`;
  },
};

/** Where an environment is, and its images of a commit. */
interface Place extends Pick<DeployOptions, 'target' | 'handOver' | 'resolveImage'> {
  smoke(): Promise<SmokeOutcome>;
}

function localPlace(tag: string, context: Context): Place {
  const cluster = requireCluster(context.root);
  return {
    target: cluster,
    resolveImage: (name) => resolveDigest(cluster.registry, repositoryOf(name), tag),
    smoke: () => smokeIn(cluster, 'local', context),
  };
}

async function awsPlace(environment: Exclude<Deployable, 'local'>, tag: string, context: Context): Promise<Place> {
  if (tag.endsWith('-dirty'))
    throw new FairwayError('usage', `Files differ from the last commit, and ${environment} runs commits only.`, {
      hint: 'Commit them, and build the images of that commit.',
    });
  const { images, ...place } = await openAwsEnvironment(context.root, environment, programsOf(context));
  return {
    ...place,
    resolveImage: (name) => images.resolveDigest(name, tag),
    smoke: () => smokeThrough(`https://${String(place.handOver.cluster['hostname'])}`, environment, context),
  };
}
