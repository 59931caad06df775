import type { DeadLetter } from './dead-letter.js';
import type { LostEvent } from './select-letters.js';

/** One letter whole. */
export interface LetterContent {
  readonly letter: DeadLetter;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  readonly value: Buffer | null;
}

/** Of a letter that is a row: it waits for as long as it is there. */
export function contentOf(
  letter: DeadLetter,
  { headers, payload }: { headers: string; payload: string },
): LetterContent {
  const entries = Object.entries(JSON.parse(headers) as Record<string, string>);
  return { letter, headers: entries.map(([name, value]) => ({ name, value })), value: Buffer.from(payload) };
}

export interface ReplayStep {
  readonly event: LostEvent;
  /** Why it stays; undefined when it has gone. */
  readonly kept: string | undefined;
}

/** A kind of place where the platform puts what it gives up. */
export interface LetterSource {
  /** The letters that wait, in the order of their events. */
  open(): Promise<DeadLetter[]>;
  /** How many wait at each place, without reading them. */
  counts(): Promise<Map<string, number>>;
  /** Undefined when there is no such letter here. */
  content(id: string): Promise<LetterContent | undefined>;
  /** One event at a step, in their order; what a step tells is durable but for the marks. */
  replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep>;
  /** Settles without replay; returns those that were still there. */
  discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]>;
}
