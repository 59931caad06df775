import type { DeadLetter } from './dead-letter.js';
import type { LostEvent } from './select-letters.js';

/** A letter with its content. */
export interface LetterContent {
  readonly letter: DeadLetter;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  readonly value: Buffer | null;
}

/** The content of a letter that is a table row: it waits for as long as the row exists. */
export function contentOf(
  letter: DeadLetter,
  { headers, payload }: { headers: string; payload: string },
): LetterContent {
  const entries = Object.entries(JSON.parse(headers) as Record<string, string>);
  return { letter, headers: entries.map(([name, value]) => ({ name, value })), value: Buffer.from(payload) };
}

export interface ReplayStep {
  readonly event: LostEvent;
  /** Why it was not sent; undefined when it was sent. */
  readonly kept: string | undefined;
}

/** A place where the platform stores events that it has given up. */
export interface LetterSource {
  /** The waiting letters, in the order of their events. */
  open(): Promise<DeadLetter[]>;
  /** The number of waiting letters at each place, without reading them. */
  counts(): Promise<Map<string, number>>;
  /** Undefined when no such letter exists here. */
  content(id: string): Promise<LetterContent | undefined>;
  /** Sends one event per step, in order. Each reported step is durable, except for the marks. */
  replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep>;
  /** Settles letters without replaying them; returns those that still existed. */
  discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]>;
}
