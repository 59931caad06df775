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
    const leftMs = endsAtMs - performance.now();
    const news = await readHandOver(target, programsOf(context)).then(
      (handOver) => {
        const missing = notHandedOver(source.root, handOver).join(', ');
        return missing === ''
          ? undefined
          : `waiting for Terraform, ${formatDuration(forMs)} at most, to make ${missing}`;
      },
      (error: unknown) => {
        // Of hundreds of questions one may fail.
        if (leftMs <= 0) throw error;
        const why = error instanceof Error ? error.message : String(error);
        return `not known what Terraform has made, asking again: ${why}`;
      },
    );
    if (news === undefined || leftMs <= 0) return;
    if (news !== told) context.progress(news);
    told = news;
    await pause(Math.min(everyMs, leftMs), undefined, { signal: context.stopping }).catch(() => {
      throw new FairwayError('interrupted', 'The wait for Terraform was interrupted.', {
        hint: 'Nothing was changed.',
      });
    });
  }
}
