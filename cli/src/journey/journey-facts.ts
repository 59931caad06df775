import type { EventRecord } from './event-records.js';
import type { HttpRequest } from './http-requests.js';
import type { ServiceFacts } from './service-facts.js';

/** What logs, databases and topics contain about one entity. */
export interface JourneyFacts extends ServiceFacts {
  readonly requests: readonly HttpRequest[];
  readonly records: readonly EventRecord[];
}
