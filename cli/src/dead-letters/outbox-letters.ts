import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import {
  countDeadEvents,
  type DeadEvent,
  discardDeadEvent,
  publishDeadEvent,
  readDeadEvents,
  type Transaction,
} from '@fairway/messaging';
import { askPostgres } from '../instance/ask-postgres.js';
import { inTransaction } from '../instance/in-transaction.js';
import type { DeadLetter } from './dead-letter.js';
import { contentOf, type LetterContent, type LetterSource, type ReplayStep } from './letter-source.js';
import type { LostEvent } from './select-letters.js';

/** Events that no broker accepted: rows of `outbox_dead` in the database of each producing service. */
export class OutboxLetters implements LetterSource {
  readonly #urlOf: (database: DatabaseName) => string;
  readonly #producers = serviceNames.flatMap((service) => {
    const { database, produces } = services[service];
    return database === null || produces.length === 0 ? [] : [{ service, database }];
  });

  constructor(urlOf: (database: DatabaseName) => string) {
    this.#urlOf = urlOf;
  }

  async open(): Promise<DeadLetter[]> {
    const ofServices = this.#producers.map(async ({ service, database }) => {
      const events = await this.#in(database, (transaction) => readDeadEvents(transaction));
      return events.map((event) => letterOf(service, database, event));
    });
    return (await Promise.all(ofServices)).flat();
  }

  async counts(): Promise<Map<string, number>> {
    const ofServices = this.#producers.map(async ({ database }) => {
      return [placeIn(database), await this.#in(database, countDeadEvents)] as const;
    });
    return new Map(await Promise.all(ofServices));
  }

  async content(id: string): Promise<LetterContent | undefined> {
    const place = this.#placeOf(id);
    if (place === undefined) return undefined;
    const events = await this.#in(place.database, (transaction) => readDeadEvents(transaction, place.rowId));
    return events.map((event) => contentOf(letterOf(place.service, place.database, event), event))[0];
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const event of events) {
      const place = this.#placeOf(event.letter.id);
      const moved =
        place !== undefined &&
        (await this.#in(place.database, (transaction) => publishDeadEvent(transaction, place.rowId)));
      yield { event, kept: moved ? undefined : 'it no longer exists: another run has settled it' };
    }
  }

  async discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> {
    const discarded: DeadLetter[] = [];
    for (const letter of letters) {
      const place = this.#placeOf(letter.id);
      if (place === undefined) continue;
      if (await this.#in(place.database, (transaction) => discardDeadEvent(transaction, place.rowId)))
        discarded.push(letter);
    }
    return discarded;
  }

  #in<Result>(database: DatabaseName, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return askPostgres(this.#urlOf(database), (client) => inTransaction(client, work));
  }

  #placeOf(id: string) {
    const [, name, rowId = ''] = /^outbox\/([a-z]+)\/([\da-f-]{36})$/.exec(id) ?? [];
    const producer = this.#producers.find(({ database }) => database === name);
    return producer === undefined ? undefined : { ...producer, rowId };
  }
}

function letterOf(service: string, database: string, event: DeadEvent): DeadLetter {
  const id = `outbox/${database}/${event.id}`;
  return {
    id,
    place: placeIn(database),
    origin: id,
    topic: event.topic,
    key: event.key,
    consumer: service,
    cause: event.cause,
    attempts: null,
    at: event.diedAt,
    eventId: event.id,
    eventType: event.type,
    happenedAt: null,
    parked: false,
    replays: event.replays,
    obstacle: undefined,
  };
}

function placeIn(database: string): string {
  return `outbox_dead of ${database}`;
}
