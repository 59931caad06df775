import { FairwayError } from '@fairway/errors';
import { setTimeout as pause } from 'node:timers/promises';
import type { Monitoring } from './monitoring.js';

/** What is wrong with an environment now. */
export interface Health {
  readonly pages: readonly string[];
  /** Objectives that lose in the last five minutes what a page would need an hour for. */
  readonly burning: readonly string[];
}

interface WatchOptions {
  readonly monitoring: Monitoring;
  /** What was wrong before the release. */
  readonly before: Health;
  readonly forMs: number;
  readonly everyMs: number;
  readonly stopping: AbortSignal;
  progress(line: string): void;
}

/**
 * At this factor an hour costs two percent of the budget of 30 days, which pages; a release need not wait for the hour. One
 * failed request among few would be above it, so it takes ten.
 */
const burnsFast =
  '(slo:error_ratio:rate5m > on (service, objective) 14.4 * slo:error_budget:ratio) and on (service, objective) (slo:bad:rate5m * 300 >= 10)';

export async function healthOf(monitoring: Monitoring): Promise<Health> {
  const [pages, burning] = await Promise.all([monitoring.pages(), monitoring.objectives(burnsFast)]);
  return { pages, burning };
}

/**
 * Looks at an environment for some time after a release.
 * @throws FairwayError as soon as something is wrong that was not before, or Prometheus no longer tells
 */
export async function watch({ monitoring, before, forMs, everyMs, stopping, progress }: WatchOptions): Promise<void> {
  progress(`watching pages and error budgets for ${Math.round(forMs / 1_000)} s`);
  const endsAtMs = performance.now() + forMs;
  let blindLooks = 0;
  for (;;) {
    const leftMs = endsAtMs - performance.now();
    await pause(Math.max(0, Math.min(everyMs, leftMs)), undefined, { signal: stopping });
    try {
      requireNothingNew(before, await healthOf(monitoring));
      blindLooks = 0;
    } catch (error) {
      if (error instanceof NewFailure) throw error.reason;
      // Its pod may move to another node just now.
      blindLooks += 1;
      if (!(error instanceof FairwayError) || blindLooks === blindLooksMax) throw error;
    }
    if (leftMs <= 0) return;
  }
}

const blindLooksMax = 3;

function requireNothingNew(before: Health, now: Health): void {
  const pages = now.pages.filter((page) => !before.pages.includes(page));
  const burning = now.burning.filter((objective) => !before.burning.includes(objective));
  if (pages.length === 0 && burning.length === 0) return;
  throw new NewFailure(
    new FairwayError('failed', 'The environment got worse after the release.', {
      cause: [
        ...pages.map((page) => `A page fires: ${page}.`),
        ...burning.map((objective) => `The error budget burns more than 14 times too fast: ${objective}.`),
      ].join('\n'),
      hint: '`./fairway release history` shows what was deployed; the runbook of the alert says what to look at.',
    }),
  );
}

/** Not a look that failed, but one that saw a failure. */
class NewFailure extends Error {
  readonly reason: FairwayError;

  constructor(reason: FairwayError) {
    super(reason.message);
    this.reason = reason;
  }
}
