/*
 * What a service reports about one entity from its own tables, for `journey`. It is a function in the service's
 * `src/journey.ts` and not an endpoint, so that a journey can be read while the service is dead or frozen. The command
 * line finds it in the build by its path.
 */

export interface SqlSession {
  // The column types are the statement's; only its author knows them.
  // oxlint-disable-next-line typescript/no-explicit-any
  query(sql: string, parameters?: any[]): Promise<any>;
}

/** @typeParam Type of the events that the service produces */
export interface JourneyPart<Type extends string = string> {
  readonly hops: readonly PartHop[];
  /** Types of the events about it that the service must have written by now, in order. */
  readonly wrote: readonly Type[];
  /** What should have happened here but has not, as sentences without a full stop. */
  readonly missing: readonly string[];
  /** Ids of what followed from it: an event that names one of them belongs to it. */
  readonly relatedIds?: readonly string[];
}

export interface PartHop {
  readonly at: Date;
  /** `row` for a row of a table. */
  readonly kind: string;
  /** The service itself by default. */
  readonly where?: string;
  readonly what: string;
}

/** The part of the service that owns the entity. */
export interface OwnPart<Type extends string = string> extends JourneyPart<Type> {
  readonly status: string;
  /** Whether more will or should happen to it without a user. */
  readonly isOpen: boolean;
  readonly startedAt: Date;
  /** Keys of events that followed from it with another key than its id. */
  readonly relatedKeys: readonly string[];
}

export interface OwnQuestion {
  readonly id: string;
  /** How long ago, in words. */
  age(since: Date): string;
  /** What the running service reports about itself in `./fairway status`; nothing when it does not answer. */
  details(): Promise<readonly string[]>;
}

export interface PartQuestion extends OwnQuestion {
  readonly relatedKeys: readonly string[];
  /** Types of the events with the entity's id as key that the service has handled. */
  readonly handled: ReadonlySet<string>;
}

/** `ownPart` of the service that owns the entity. Undefined when the entity does not exist. */
export type ReadOwnPart<Type extends string = string> = (
  session: SqlSession,
  question: OwnQuestion,
) => Promise<OwnPart<Type> | undefined>;

/** `part` of another service. */
export type ReadPart<Type extends string = string> = (
  session: SqlSession,
  question: PartQuestion,
) => Promise<JourneyPart<Type>>;
