import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import { leaveLine } from '@fairway/messaging';
import { z } from 'zod';
import { askPostgres } from '../instance/ask-postgres.js';
import { queryOn } from '../instance/in-transaction.js';
import type { DeadLetter } from './dead-letter.js';

// A record that is no event of ours may have any text as its id; none such was ever parked.
const isEventId = (id: string | null): id is string => z.guid().safeParse(id).success;

/** Takes events that are given up out of the line of their key, so that it waits for the next one, or for none. */
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
