import type { RelayFailure } from '@fairway/messaging';
import { messageOf } from '../telemetry/serialize-error.js';

// Class 42 of SQLSTATE: a table, a column or a privilege is missing.
const schemaFault = /^42/;

/**
 * Readiness of a service that publishes. While Kafka is unavailable it stays ready: requests are accepted and their
 * events wait. Without its tables or its rights on them, no event would ever be published.
 * @throws Error when the relay cannot use its tables
 */
export function outboxReadiness(failure: RelayFailure | undefined): string | undefined {
  if (failure === undefined) return undefined;
  const { error, sinceMs } = failure;
  const seconds = Math.round((Date.now() - sinceMs) / 1_000);
  const cause = messageOf(error);
  if (schemaFault.test(String((error as { code?: unknown }).code))) {
    throw new Error(
      `No event can be published because the outbox is unusable: ${cause}. Restore the tables and the rights of the service’s role.`,
    );
  }
  return `No event has been published for ${seconds} s; events wait in the outbox: ${cause}`;
}
