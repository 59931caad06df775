import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLetter } from './dead-letter.js';
import type { DeadLetters } from './dead-letters.js';
import type { ReplayStep } from './letter-source.js';
import type { HeldLetter, LostEvent } from './select-letters.js';

export interface ReplayRunOptions {
  readonly perSecond: number;
  readonly stopping: AbortSignal;
  /** Called about once per second. */
  readonly onProgress: (replayed: number) => void;
}

export interface ReplayRun {
  /** Counts events, not letters. */
  readonly replayed: number;
  /** Selected letters that were refused while being sent. */
  readonly kept: readonly HeldLetter[];
  readonly stoppedBy: 'interrupt' | 'return' | 'failure' | null;
  /** A letter that came back during the replay or shortly after the last event. */
  readonly returned: DeadLetter | null;
  readonly failure: Error | null;
}

const stopGraceMs = 2_000;
const lookMs = 1_000;
// A consumer tries an event five times before it gives up, which takes about 2.3 s.
const lastLooks = 5;

/**
 * Replays letters at a steady rate until all are sent, it is told to stop, or one of them comes back. It waits a moment
 * after the last ones, so that they can come back.
 */
export async function runReplay(
  letters: DeadLetters,
  selected: readonly LostEvent[],
  { perSecond, stopping, onProgress }: ReplayRunOptions,
): Promise<ReplayRun> {
  const kept: HeldLetter[] = [];
  const sent = new Set<string>();
  let replayed = 0;
  const outcome = (
    stoppedBy: ReplayRun['stoppedBy'],
    { returned = null, failure = null }: Partial<ReplayRun> = {},
  ): ReplayRun => ({
    replayed,
    kept,
    stoppedBy,
    returned,
    failure,
  });
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping }).catch(() => undefined);
  try {
    const freshLetters = await letters.topics.watch();
    const cameBack = async () =>
      (await freshLetters()).find((fresh) => sent.has(returnOf(fresh, fresh.replays))) ?? null;
    let lookAtMs = performance.now() + lookMs;
    let nextAtMs = performance.now();
    for await (const { event, kept: reason } of untilStopped(letters.replay(selected), stopping)) {
      if (reason === undefined) {
        replayed += 1;
        // Only letters of topics come back quickly; those of an outbox or a service come back elsewhere, or after days.
        if (letters.topics.holds(event.letter))
          for (const { consumer } of event.letters)
            sent.add(returnOf({ ...event.letter, consumer }, event.letter.replays + 1));
      } else {
        kept.push({ letter: event.letter, reason });
      }
      if (performance.now() >= lookAtMs) {
        onProgress(replayed);
        const returned = await cameBack();
        if (returned !== null) return outcome('return', { returned });
        lookAtMs = performance.now() + lookMs;
      }
      nextAtMs = Math.max(nextAtMs + 1_000 / perSecond, performance.now());
      await pause(Math.max(0, nextAtMs - performance.now()));
      if (stopping.aborted) return outcome('interrupt');
    }
    if (stopping.aborted) return outcome('interrupt');
    for (let look = 0; sent.size > 0 && look < lastLooks; look += 1) {
      await pause(lookMs);
      if (stopping.aborted) return outcome('interrupt');
      const returned = await cameBack();
      if (returned !== null) return outcome('return', { returned });
    }
    return outcome(null);
  } catch (error) {
    // Events that were sent stay sent, and the audit log must say so.
    return outcome('failure', { failure: error instanceof Error ? error : new Error(String(error)) });
  }
}

/** A step in progress may finish; a step that waits for a silent server is abandoned, as if the process were killed. */
async function* untilStopped(steps: AsyncGenerator<ReplayStep>, stopping: AbortSignal): AsyncGenerator<ReplayStep> {
  const stopped = once(stopping, 'abort').then(() => delay(stopGraceMs));
  for (;;) {
    const step = await Promise.race([steps.next(), stopped]);
    if (step === undefined || step.done) return;
    yield step.value;
  }
}

/** Identifies the letter that a replayed event becomes if it comes back to its topic. */
function returnOf({ consumer, origin }: DeadLetter, replays: number): string {
  return JSON.stringify([consumer, origin, replays]);
}
