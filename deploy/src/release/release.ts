import { FairwayError } from '@fairway/errors';
import type { Deployed } from '../apply/deploy.js';
import type { Kubectl } from '../apply/kubectl.js';
import { changesOf, requireConfirmation } from './confirmation.js';
import { type CheckName, refusalsOf, requireNone } from './checks.js';
import type { ReleaseRules } from './environments.js';
import type { Git } from './git.js';
import type { Monitoring } from './monitoring.js';
import { ReleaseLock } from './release-lock.js';
import type { ReleaseLog } from './release-log.js';
import { liveRelease, type ReleasedImage, releaseId, type ReleaseRecord, titleOf } from './release-record.js';
import { ReleaseSource } from './release-source.js';
import { type Health, healthOf, watch } from './watch.js';

/** An environment that releases reach. */
export interface Destination {
  readonly environment: string;
  readonly namespace: string;
  readonly rules: ReleaseRules;
  readonly kubectl: Kubectl;
  readonly monitoring: Monitoring;
  /** Brings it to the manifests in a folder, with these digests. */
  deploy(root: string, digests: ReadonlyMap<string, string>, stopping: AbortSignal): Promise<Deployed>;
  /** @throws FairwayError at the first step that fails */
  smoke(stopping: AbortSignal): Promise<void>;
  /** @throws FairwayError for an image that is not signed by the build of its commit */
  verify(name: string, image: ReleasedImage): Promise<void>;
  /** Gives the images the tag of a version, so that the registry keeps them. */
  tag(version: string, images: Readonly<Record<string, ReleasedImage>>): Promise<void>;
}

/** What shall run. */
export interface Wanted extends Pick<ReleaseRecord, 'action' | 'version' | 'commit' | 'images' | 'from'> {}

export interface ReleaseOptions {
  readonly git: Git;
  readonly log: ReleaseLog;
  readonly destination: Destination;
  readonly overrides: Readonly<Partial<Record<CheckName, string>>>;
  /** The name of the environment as an option gave it; needed where releases are guarded and `ask` is missing. */
  readonly confirmed: string | undefined;
  /** Asks for the name at the terminal, once a person can see what would change; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly by: string;
  readonly run: string | null;
  readonly watchMs: number;
  readonly watchEveryMs: number;
  /** Where a person reads what to do: the address of the runbook of a failed release. */
  readonly runbookUrl: string;
  readonly stopping: AbortSignal;
  progress(line: string): void;
}

/**
 * Brings an environment to a release: refuses what must not run, records it, deploys, tests, watches. On a failure the
 * release before it is deployed again and tested, and people are told once.
 * @param choose what shall run, once no other release can change what runs now; receives what was released here, and to the
 *   environment before
 * @throws FairwayError refused, still_running: nothing was changed. failed: as its message says
 */
export async function release(
  choose: (records: readonly ReleaseRecord[], before: readonly ReleaseRecord[]) => Promise<Wanted>,
  options: ReleaseOptions,
): Promise<ReleaseRecord> {
  const { destination, by, log, git, progress, ask } = options;
  if (ask === undefined) requireConfirmation(destination, options.confirmed);
  const lock = await ReleaseLock.take(destination.kubectl, destination.namespace, by);
  try {
    const stopping = AbortSignal.any([options.stopping, lock.lost]);
    const records = await closeInterrupted(await log.records(destination.environment), options);
    const before = destination.rules.after === null ? [] : await log.records(destination.rules.after);
    const wanted = await choose(records, before);
    const live = liveRelease(records);
    progress(`checking ${wanted.version ?? wanted.commit.slice(0, 12)} for ${destination.environment}`);
    const judged = { ...wanted, ...options, ...destination, live, records, before };
    requireNone(
      await refusalsOf({ ...judged, verify: (name, image) => destination.verify(name, image) }),
      options.overrides,
    );
    if (ask !== undefined) {
      for (const line of await changesOf(wanted, live, git)) progress(line);
      requireConfirmation(destination, await ask(`This changes ${destination.environment}. Type its name to go on:`));
    }
    return await new ReleaseRun(options, stopping).carryOut(wanted, live);
  } finally {
    // Its own failure must not hide that of the release; the lock ends by itself.
    await lock.release().catch((error: unknown) => progress(`the lock was not given back: ${textOf(error)}`));
  }
}

/** We hold the lock, so no other deployer lives: a record that still says `running` is of one that was killed. */
async function closeInterrupted(
  records: readonly ReleaseRecord[],
  { log, progress }: ReleaseOptions,
): Promise<ReleaseRecord[]> {
  const closed: ReleaseRecord[] = [];
  for (const record of records) {
    if (record.result !== 'running') {
      closed.push(record);
      continue;
    }
    progress(`the release ${titleOf(record)} was interrupted; this one takes its place`);
    const finishedAt = new Date().toISOString();
    const failure = 'Its deployer ended in the middle.';
    const interrupted: ReleaseRecord = { ...record, result: 'interrupted', finishedAt, failure };
    await log.write(interrupted);
    closed.push(interrupted);
  }
  return closed;
}

/** One release, from its record to its end. */
class ReleaseRun {
  readonly #options: ReleaseOptions;
  readonly #stopping: AbortSignal;
  /** All pods are those of the release, and its smoke test has passed. */
  #serves = false;

  constructor(options: ReleaseOptions, stopping: AbortSignal) {
    this.#options = options;
    this.#stopping = stopping;
  }

  async carryOut(wanted: Wanted, live: ReleaseRecord | undefined): Promise<ReleaseRecord> {
    const { git, log, destination, overrides, by, run } = this.#options;
    using source = await ReleaseSource.of(wanted.commit, git);
    const healthBefore = await this.#healthBefore();
    // What is gone back to has its tag, and a tag never moves.
    if (wanted.action === 'promote' && wanted.version !== null) await destination.tag(wanted.version, wanted.images);
    const startedAt = new Date().toISOString();
    const record: ReleaseRecord = {
      id: releaseId(startedAt, wanted.commit),
      environment: destination.environment,
      ...wanted,
      catalog: source.catalog,
      by,
      run,
      overrides: overrides as Readonly<Record<string, string>>,
      startedAt,
      finishedAt: null,
      result: 'running',
      failure: null,
    };
    await log.write(record);
    try {
      await this.#bring(source.root, record);
      this.#serves = true;
      if (healthBefore !== undefined) await this.#watch(healthBefore);
    } catch (error) {
      throw await this.#failed(record, live, error);
    }
    const succeeded: ReleaseRecord = { ...record, result: 'succeeded', finishedAt: new Date().toISOString() };
    await log.write(succeeded);
    await this.#tell(succeeded);
    return succeeded;
  }

  /** Undefined when nothing can be watched, which a check has refused or a person has overridden. */
  async #healthBefore(): Promise<Health | undefined> {
    const { destination, progress } = this.#options;
    try {
      return await healthOf(destination.monitoring);
    } catch (error) {
      if (!(error instanceof FairwayError)) throw error;
      progress(`not watched after its smoke test: ${error.message} ${error.cause ?? ''}`.trim());
      return undefined;
    }
  }

  async #bring(root: string, { images }: ReleaseRecord): Promise<void> {
    const { destination, progress } = this.#options;
    const digests = new Map(Object.entries(images).map(([name, { digest }]) => [name, digest]));
    await destination.deploy(root, digests, this.#stopping);
    progress('smoke test');
    await destination.smoke(this.#stopping);
  }

  async #watch(before: Health): Promise<void> {
    const { destination, watchMs, watchEveryMs, progress } = this.#options;
    const options = { before, forMs: watchMs, everyMs: watchEveryMs, stopping: this.#stopping, progress };
    await watch({ monitoring: destination.monitoring, ...options });
  }

  async #failed(record: ReleaseRecord, live: ReleaseRecord | undefined, thrown: unknown): Promise<FairwayError> {
    const { destination, progress } = this.#options;
    const failure = textOf(this.#stopping.aborted ? this.#stopping.reason : thrown);
    if (this.#stopping.aborted) {
      const { environment } = destination;
      const state = this.#serves
        ? `${environment} runs ${titleOf(record)}, and its smoke test passed, but it was not watched to the end.`
        : `${environment} may be between two.`;
      await this.#tellAndEnd({ ...record, result: 'interrupted', failure: `${state}\n${failure}` });
      return new FairwayError('interrupted', `The release was interrupted: ${state}`, {
        cause: failure,
        hint: 'Release again, or go back: `./fairway release rollback`.',
      });
    }
    progress(`✗ ${failure}`);
    const rolledBack = await this.#rollBack(record, live);
    const whole = [failure, rolledBack.text].filter((text) => text !== '').join('\n');
    await this.#tellAndEnd({ ...record, result: rolledBack.ok ? 'rolled-back' : 'failed', failure: whole });
    return new FairwayError(
      'failed',
      rolledBack.ok
        ? `The release failed. ${destination.environment} runs ${live === undefined ? 'nothing' : titleOf(live)} again, and its smoke test passed.`
        : `The release failed, and ${destination.environment} was not brought back to an earlier one.`,
      { cause: whole, hint: `What to do: ${this.#options.runbookUrl}` },
    );
  }

  /** Never from a rollback: that would bring back what a person has just decided to leave. */
  async #rollBack(record: ReleaseRecord, live: ReleaseRecord | undefined): Promise<{ ok: boolean; text: string }> {
    const { git, progress } = this.#options;
    if (record.action === 'rollback') return { ok: false, text: '' };
    if (live === undefined) return { ok: false, text: 'There is no earlier release.' };
    progress(`going back to ${titleOf(live)}`);
    try {
      using source = await ReleaseSource.of(live.commit, git);
      await this.#bring(source.root, live);
      return { ok: true, text: '' };
    } catch (error) {
      return { ok: false, text: `The way back failed, too: ${textOf(error)}` };
    }
  }

  /** People first: a record that cannot be written must not keep them from knowing. */
  async #tellAndEnd(record: ReleaseRecord): Promise<void> {
    const { log, progress } = this.#options;
    const ended = { ...record, finishedAt: new Date().toISOString() };
    await this.#tell(ended);
    await log.write(ended).catch((error: unknown) => progress(`the record does not say so: ${textOf(error)}`));
  }

  /** A release that nobody hears of may still be a good one. */
  async #tell(record: ReleaseRecord): Promise<void> {
    const { destination, progress, runbookUrl } = this.#options;
    const { environment } = destination;
    const good = record.result === 'succeeded';
    const outcome = good ? 'runs' : record.result === 'rolled-back' ? 'went back from' : `${record.result} with`;
    try {
      await destination.monitoring.tell({
        alertname: good ? 'ReleaseFinished' : 'ReleaseFailed',
        severity: good ? 'notice' : 'page',
        environment,
        release: record.id,
        summary: `${environment} ${outcome} ${titleOf(record)}`,
        description: [`${record.action} by ${record.by}`, record.run, record.failure].filter(Boolean).join('\n'),
        ...(good ? {} : { runbookUrl }),
      });
    } catch (error) {
      if (!(error instanceof FairwayError)) throw error;
      progress(`Alertmanager was not told: ${error.cause ?? error.message}`);
    }
  }
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof FairwayError)) return thrown instanceof Error ? thrown.message : String(thrown);
  return [thrown.message, thrown.cause].filter((part) => part !== undefined && part !== '').join('\n');
}
