import type { LogFields } from './log-fields.js';
import { logger } from './logger.js';

/**
 * Logs what whoever watches over accounts must be able to follow; docs/security/logging.md lists all events. Each line with
 * the field `securityEvent` is counted, too.
 * @param event in snake case
 * @param fields ids and pseudonyms; never an address, a token or a password
 */
export function securityEvent(event: string, fields: LogFields, message: string): void {
  logger.warn({ securityEvent: event, ...fields }, message);
}
