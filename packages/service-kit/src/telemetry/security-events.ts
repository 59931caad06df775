import { Counter } from 'prom-client';
import { logger } from './logger.js';
import type { LogFields } from './log-fields.js';

const securityEvents = new Counter({
  name: 'security_events_total',
  help: 'Events that docs/security/logging.md lists',
  labelNames: ['event'],
});

/** Counts the event only: where one line for each would let a stranger fill the log. */
export function countSecurityEvent(event: string): void {
  securityEvents.inc({ event });
}

/**
 * Logs and counts what whoever watches over accounts must be able to follow; docs/security/logging.md lists all events.
 * @param event in snake case
 * @param fields ids and pseudonyms; never an address, a token or a password
 */
export function securityEvent(event: string, fields: LogFields, message: string): void {
  countSecurityEvent(event);
  logger.warn({ securityEvent: event, ...fields }, message);
}
