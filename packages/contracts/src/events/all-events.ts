import { domainEvents } from '../domain/events.js';
import type { EventDefinition } from './event.js';
import { userRegistered } from './user-events.js';

/** Every event of the platform. The schemas under `schemas/` and the AsyncAPI document are rendered from this list. */
export const allEvents = [userRegistered, ...domainEvents] as const satisfies readonly EventDefinition[];

/** The CloudEvents type of any event of the platform. */
export type EventType = (typeof allEvents)[number]['type'];
