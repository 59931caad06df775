import type { SqlSession } from './journey.js';

/** Something that a service has given up itself, in a table of its own. */
export interface ServiceLetter {
  /** A UUID; identifies it among the letters of the service. */
  readonly id: string;
  /** Letters of one key are replayed in order. */
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  /** A JSON object with text values. */
  readonly headers: string;
  readonly attempts: number;
  readonly givenUpAt: Date;
  readonly cause: string | null;
}

/**
 * A further kind of dead letters, beside those of topics and outboxes: a service exports it as `deadLetters` from its
 * `src/dead-letters.ts`, where the command line finds it in the build.
 */
export interface ServiceLetters {
  /** Selects them where a topic is expected, and begins their ids: `<name>/<uuid>`. */
  readonly name: string;
  /** The open letters in replay order; only the one with `id` when it is given. */
  open(session: SqlSession, id: string | null): Promise<readonly ServiceLetter[]>;
  count(session: SqlSession): Promise<number>;
  /** Returns why the letter stays; undefined when it was replayed. */
  replay(session: SqlSession, id: string): Promise<string | undefined>;
  /** Settles letters without a replay; returns the ids of those that were still there. */
  discard(session: SqlSession, ids: readonly string[]): Promise<readonly string[]>;
  /** Says in sentences why this id is not an open letter; undefined when the service does not know the id. */
  stateOf(session: SqlSession, id: string): Promise<string | undefined>;
  /** One line for the operator after a replay: how to see its outcome. `letter` is one of the replayed letters. */
  afterReplay(letter: string): string;
}
