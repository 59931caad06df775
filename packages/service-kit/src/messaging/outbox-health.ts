import type { RelayFailure } from '@fairway/messaging';
import { messageOf } from '../telemetry/serialize-error.js';

// Class 42 of SQLSTATE: a table or a column is missing, or the right to it.
const schemaFault = /^42/;

/**
 * Readiness of a service that publishes. While Kafka is away it is ready: requests are accepted, their events wait.
 * Without its tables or the right to them nothing it writes would ever be published.
 * @throws Error when the relay cannot use its tables
 */
export function outboxReadiness(failure: RelayFailure | undefined): string | undefined {
  if (failure === undefined) return undefined;
  const { error, sinceMs } = failure;
  const seconds = Math.round((Date.now() - sinceMs) / 1_000);
  const cause = messageOf(error);
  if (schemaFault.test(String((error as { code?: unknown }).code))) {
    throw new Error(
      `No event can be published, as the outbox cannot be used: ${cause}. Give the service’s role its tables and its rights back.`,
    );
  }
  return `No event was published for ${seconds} s; they wait in the outbox: ${cause}`;
}
