import {
  type DatabaseName,
  type ServiceLetter,
  type ServiceLetters,
  type ServiceName,
  serviceNames,
  services,
  type SqlSession,
} from '@fairway/catalog';
import { askPostgres } from '../instance/ask-postgres.js';
import { queryOn } from '../instance/in-transaction.js';
import { serviceModule } from '../repository/service-module.js';
import type { DeadLetter } from './dead-letter.js';
import { contentOf, type LetterContent, type LetterSource, type ReplayStep } from './letter-source.js';
import type { LostEvent } from './select-letters.js';

/** A service that keeps letters of its own. */
export interface LetterHolder {
  readonly service: ServiceName;
  readonly database: DatabaseName;
  readonly letters: ServiceLetters;
}

export async function letterHolders(root: string): Promise<LetterHolder[]> {
  const found = serviceNames.map(async (service) => {
    const { deadLetters } = await serviceModule<{ deadLetters: ServiceLetters }>(root, service, 'dead-letters');
    const { database } = services[service];
    return deadLetters === undefined || database === null ? [] : [{ service, database, letters: deadLetters }];
  });
  return (await Promise.all(found)).flat();
}

/** Events that a service has given up and stores in its own table; the service defines how they are replayed. */
export class LettersOfService implements LetterSource {
  readonly #service: ServiceName;
  readonly #letters: ServiceLetters;
  readonly #url: string;

  /** @param url of the service's database */
  constructor({ service, letters }: LetterHolder, url: string) {
    this.#service = service;
    this.#letters = letters;
    this.#url = url;
  }

  async open(): Promise<DeadLetter[]> {
    const letters = await this.#ask((session) => this.#letters.open(session, null));
    return letters.map((letter) => this.#letterOf(letter));
  }

  async counts(): Promise<Map<string, number>> {
    return new Map([[this.#letters.name, await this.#ask((session) => this.#letters.count(session))]]);
  }

  /** Why this id is not a letter; undefined when the service does not know the id. */
  async stateOf(id: string): Promise<string | undefined> {
    const ownId = this.#ownIdIn(id);
    return ownId === undefined ? undefined : await this.#ask((session) => this.#letters.stateOf(session, ownId));
  }

  async content(id: string): Promise<LetterContent | undefined> {
    const ownId = this.#ownIdIn(id);
    if (ownId === undefined) return undefined;
    const [letter] = await this.#ask((session) => this.#letters.open(session, ownId));
    return letter && contentOf(this.#letterOf(letter), letter);
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const event of events) {
      yield { event, kept: await this.#ask((session) => this.#letters.replay(session, event.letter.eventId ?? '')) };
    }
  }

  async discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> {
    const discarded = new Set(
      await this.#ask((session) =>
        this.#letters.discard(
          session,
          letters.flatMap(({ eventId }) => eventId ?? []),
        ),
      ),
    );
    return letters.filter(({ eventId }) => eventId !== null && discarded.has(eventId));
  }

  #ask<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result> {
    return askPostgres(this.#url, (client) => work(queryOn(client)));
  }

  #ownIdIn(id: string): string | undefined {
    const [name, ownId] = id.split('/');
    return name === this.#letters.name && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(ownId ?? '')
      ? ownId
      : undefined;
  }

  #letterOf({ id, key, type, attempts, givenUpAt, cause }: ServiceLetter): DeadLetter {
    const { name } = this.#letters;
    const place = `${name}/${id}`;
    return {
      id: place,
      place: name,
      origin: place,
      topic: name,
      key,
      consumer: this.#service,
      cause: cause ?? 'not told',
      attempts,
      at: givenUpAt,
      eventId: id,
      eventType: type,
      happenedAt: null,
      parked: false,
      replays: 0,
      obstacle: undefined,
    };
  }
}
