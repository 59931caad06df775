import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import { askPostgres } from '../instance/ask-postgres.js';
import type { DeadLetter } from './dead-letter.js';

const deleteRows = 'DELETE FROM parked_events WHERE consumer = $1 AND event_id::text = ANY ($2)';

/** Takes events that are given up out of the line of their key, so that it waits for the next one, or for none. */
export async function leaveLine(letters: readonly DeadLetter[], urlOf: (database: DatabaseName) => string): Promise<void> {
  for (const [consumer, ofConsumer] of Map.groupBy(letters, (letter) => letter.consumer)) {
    const service = serviceNames.find((name) => name === consumer);
    const database = service === undefined ? null : services[service].database;
    if (database === null) continue;
    const eventIds = ofConsumer.flatMap(({ eventId }) => eventId?.toLowerCase() ?? []);
    await askPostgres(urlOf(database), (client) => client.query(deleteRows, [consumer, eventIds]));
  }
}
