import { type DeadLetter, maskCause } from './dead-letter.js';

/** Letters of one place with the same fault. */
export interface LetterGroup {
  readonly place: string;
  readonly consumer: string;
  /** The topic that a replay sends them to. */
  readonly topic: string;
  /** The cause with ids and numbers masked. */
  readonly cause: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly examples: readonly string[];
}

const examplesMax = 3;

/** Groups letters, the largest group first. */
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
