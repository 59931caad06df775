import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import { leaveLine } from '@fairway/messaging';
import { z } from 'zod';
import { askPostgres } from '../instance/ask-postgres.js';
import { queryOn } from '../instance/in-transaction.js';
import type { DeadLetter } from './dead-letter.js';

// A record that is not one of our events may have any text as its id; such a record was never parked.
const isEventId = (id: string | null): id is string => z.guid().safeParse(id).success;

/** Removes given-up events from the parked line of their key, so that the key waits for the next one, or for none. */
export async function leaveLines(
  letters: readonly DeadLetter[],
  urlOf: (database: DatabaseName) => string,
): Promise<void> {
  for (const [consumer, ofConsumer] of Map.groupBy(letters, (letter) => letter.consumer)) {
    const service = serviceNames.find((name) => name === consumer);
    const database = service === undefined ? null : services[service].database;
    if (database === null) continue;
    const eventIds = ofConsumer.flatMap(({ eventId }) => (isEventId(eventId) ? eventId : []));
    await askPostgres(urlOf(database), (client) => leaveLine(queryOn(client), consumer, eventIds));
  }
}
