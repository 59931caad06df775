import type { LogFields } from './log-fields.js';
import { logger } from './logger.js';

/**
 * Logs an event that security monitoring must see; docs/security/logging.md lists all of them. Each line with the field
 * `securityEvent` is also counted.
 * @param event in snake case
 * @param fields ids and pseudonyms; never an address, a token or a password
 */
export function securityEvent(event: string, fields: LogFields, message: string): void {
  logger.warn({ securityEvent: event, ...fields }, message);
}
