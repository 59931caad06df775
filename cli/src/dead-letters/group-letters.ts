import { type DeadLetter, maskCause } from './dead-letter.js';

/** Letters of one place and one fault. */
export interface LetterGroup {
  readonly place: string;
  readonly consumer: string;
  /** Where a replay sends them. */
  readonly topic: string;
  /** With ids and numbers masked. */
  readonly cause: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly examples: readonly string[];
}

const examplesMax = 3;

/** Largest first. */
export function groupLetters(letters: readonly DeadLetter[]): LetterGroup[] {
  const groups = Map.groupBy(letters, ({ place, consumer, topic, cause }) =>
    JSON.stringify([place, consumer, topic, maskCause(cause)]),
  );
  return [...groups.values()].map(groupOf).sort((one, other) => other.count - one.count);
}

function groupOf(letters: readonly DeadLetter[]): LetterGroup {
  const [{ place, consumer, topic, cause }] = letters as [DeadLetter];
  const times = letters.map(({ at }) => at.toISOString()).sort();
  return {
    place,
    consumer,
    topic,
    cause: maskCause(cause),
    count: letters.length,
    first: times[0] ?? '',
    last: times.at(-1) ?? '',
    examples: letters.slice(0, examplesMax).map(({ id }) => id),
  };
}
