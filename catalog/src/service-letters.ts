import type { SqlSession } from './journey.js';

/** Something that a service has given up by itself, in a table of its own. */
export interface ServiceLetter {
  /** A UUID; names it among the letters of the service. */
  readonly id: string;
  /** Letters of one key are replayed in order. */
  readonly key: string;
  readonly type: string;
  readonly payload: string;
  /** A JSON object of texts. */
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
  /** Chooses them where a topic is asked for, and begins their ids: `<name>/<uuid>`. */
  readonly name: string;
  /** Those that wait, in the order in which they go back; of one id when there is one. */
  open(session: SqlSession, id: string | null): Promise<readonly ServiceLetter[]>;
  count(session: SqlSession): Promise<number>;
  /** Answers why it stays; undefined when it has gone. */
  replay(session: SqlSession, id: string): Promise<string | undefined>;
  /** Settles them without a replay; returns the ids of those that were still there. */
  discard(session: SqlSession, ids: readonly string[]): Promise<readonly string[]>;
  /** Says in sentences why this id does not name a letter; undefined when the service does not know the id. */
  stateOf(session: SqlSession, id: string): Promise<string | undefined>;
  /** One line for the person who has replayed some: how it shows what comes of them. `letter` names one of them. */
  afterReplay(letter: string): string;
}
