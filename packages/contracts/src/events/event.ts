import { createHash } from 'node:crypto';
import type { z } from 'zod';

/**
 * The contract of one type of event: its CloudEvents type, the version of its data, and the aggregate whose id is the
 * Kafka key, so that events of one aggregate stay in order. A change that existing consumers cannot read needs a new
 * version.
 */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly data: Schema;
  /** The aggregate's id, used as the record key. */
  readonly key: (data: z.infer<Schema>) => string;
  /**
   * The id of an event that happens once per aggregate: a consumer that has handled the event skips a repeat. Without
   * it each event gets a new id.
   */
  readonly id?: (data: z.infer<Schema>) => string;
  /** Ids that log lines about an event contain; never personal data. */
  readonly logFields: (data: z.infer<Schema>) => Readonly<Record<`${string}Id`, string | undefined>>;
}

/** The data of an event. */
export type EventData<Definition extends EventDefinition> = z.infer<Definition['data']>;

/** Defines the contract of an event, with its exact types. */
export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Type, Schema>,
): EventDefinition<Type, Schema> {
  return definition;
}

/** CloudEvents `dataschema` of an event, for example `urn:fairway:schema:user.registered:v1`. */
export function dataSchemaOf(event: EventDefinition): string {
  return `urn:fairway:schema:${event.type}:v${event.version}`;
}

/**
 * The id of an event that happens once to an aggregate, derived from the aggregate's UUID: the last 12 digits differ, by
 * the type. The rest is kept, because the ids of events that are close in time must be close in the index of an inbox.
 * @throws TypeError when the id is no UUID in lower case
 */
export function idOfOnly(type: string, aggregateId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(aggregateId)) throw new TypeError(`${type} has no UUID to derive its id from.`);
  const ofType = BigInt(`0x${createHash('sha256').update(type).digest('hex').slice(0, 12)}`);
  const digits = (BigInt(`0x${aggregateId.slice(-12)}`) ^ ofType).toString(16).padStart(12, '0');
  return aggregateId.slice(0, -12) + digits;
}
