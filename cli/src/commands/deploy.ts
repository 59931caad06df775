import { deploy as deployTo, type Deployed, revisionOf } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import type { SmokeOutcome } from '../public-api/smoke-run.js';
import { awsPlace, localPlace } from '../release/places.js';
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
    if (environment !== 'local' && tag.endsWith('-dirty'))
      throw new FairwayError('usage', `Files differ from the last commit, and ${environment} runs commits only.`, {
        hint: 'Commit them, and build the images of that commit.',
      });
    const place = environment === 'local' ? localPlace(environment, context) : await awsPlace(environment, context);
    const { target, handOver } = place;
    const resolveImage = (name: string) => place.resolve(name, tag);
    const deployed = await deployTo({ root, environment, target, handOver, resolveImage, env, stopping, progress });
    progress('smoke test');
    return { environment, commit: tag, ...deployed, smoke: await place.smoke(context) };
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
