import { type Git, notHandedOver, readHandOver, ReleaseSource, type ReleasedEnvironment } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { readTarget } from '@fairway/infra';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { programsOf } from '../command-line/programs.js';

interface Waiting {
  readonly environment: ReleasedEnvironment;
  readonly commit: string;
  readonly forMs: number;
  readonly everyMs: number;
}

/**
 * Waits while Terraform makes what a commit needs: merged in one, the apply waits for an approval, and the images are built
 * meanwhile. Takes no lock, so a rollback need not wait. Returns when the time is over, too: the deployment then says what
 * is missing.
 * @throws FairwayError interrupted
 */
export async function untilHandedOver(
  { environment, commit, forMs, everyMs }: Waiting,
  git: Git,
  context: Context,
): Promise<void> {
  using source = await ReleaseSource.of(commit, git);
  const target = readTarget(source.root, environment);
  const endsAtMs = performance.now() + forMs;
  let told = '';
  for (;;) {
    const missing = notHandedOver(source.root, await readHandOver(target, programsOf(context))).join(', ');
    const leftMs = endsAtMs - performance.now();
    if (missing === '' || leftMs <= 0) return;
    if (missing !== told)
      context.progress(`waiting for Terraform, ${formatDuration(forMs)} at most, to make ${missing}`);
    told = missing;
    await pause(Math.min(everyMs, leftMs), undefined, { signal: context.stopping }).catch(() => {
      throw new FairwayError('interrupted', 'The wait for Terraform was interrupted.', {
        hint: 'Nothing was changed.',
      });
    });
  }
}
