import { z } from 'zod';
import { allEvents } from '../events/all-events.js';
import { dataSchemaOf, type EventDefinition } from '../events/event.js';

/** The JSON Schema of one event, and its file. */
export interface EventSchema {
  /** File name under `schemas/`, for example `user.registered.v1.json`. */
  readonly file: string;
  readonly schema: Record<string, unknown>;
}

/** JSON Schema (2020-12) of the data of every event, for readers of the topics without TypeScript. */
export function eventSchemas(): EventSchema[] {
  return allEvents.map((event: EventDefinition) => ({
    file: `${event.type}.v${event.version}.json`,
    schema: { $id: dataSchemaOf(event), title: event.type, ...z.toJSONSchema(event.data, { io: 'input' }) },
  }));
}
