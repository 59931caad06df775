import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import { addToOutbox, type OutboxRow } from '@fairway/messaging';
import type pg from 'pg';
import { askPostgres } from '../instance/ask-postgres.js';
import { inTransaction } from '../instance/in-transaction.js';
import { type DeadLetter, replayCountHeader } from './dead-letter.js';
import { contentOf, type LetterContent, type LetterSource, type ReplayStep } from './letter-source.js';
import type { LostEvent } from './select-letters.js';

interface DeadRow extends OutboxRow {
  readonly diedAt: Date;
  readonly cause: string;
}

const columns = `
  id, aggregatetype AS topic, aggregateid AS key, type, payload::text AS payload, headers::text AS headers, died_at AS "diedAt", cause`;

// A key's rows got their times under the key's lock, so these say in which order they were committed.
const selectRows = `SELECT ${columns} FROM outbox_dead WHERE $1::uuid IS NULL OR id = $1 ORDER BY created_at, id`;
const takeRow = `DELETE FROM outbox_dead WHERE id = $1 RETURNING ${columns}`;

/** Events that no broker took: rows of `outbox_dead` in the database of each service that produces. */
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
      const { rows } = await this.#in(database, (client) => client.query<DeadRow>(selectRows, [null]));
      return rows.map((row) => letterOf(service, database, row));
    });
    return (await Promise.all(ofServices)).flat();
  }

  async counts(): Promise<Map<string, number>> {
    const ofServices = this.#producers.map(async ({ database }) => {
      const { rows } = await this.#in(database, (client) => client.query<{ count: number }>('SELECT count(*)::integer AS count FROM outbox_dead'));
      return [placeIn(database), rows[0]?.count ?? 0] as const;
    });
    return new Map(await Promise.all(ofServices));
  }

  async content(id: string): Promise<LetterContent | undefined> {
    const place = this.#placeOf(id);
    if (place === undefined) return undefined;
    const { rows } = await this.#in(place.database, (client) => client.query<DeadRow>(selectRows, [place.rowId]));
    return rows.map((row) => contentOf(letterOf(place.service, place.database, row), row))[0];
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const event of events) {
      const place = this.#placeOf(event.letter.id);
      const moved = place !== undefined && (await this.#in(place.database, (client) => putBack(client, place.rowId)));
      yield { event, kept: moved ? undefined : 'it is gone: another run has settled it' };
    }
  }

  async discard(letters: readonly DeadLetter[]): Promise<number> {
    let discarded = 0;
    for (const { id } of letters) {
      const place = this.#placeOf(id);
      if (place === undefined) continue;
      const { rowCount } = await this.#in(place.database, (client) => client.query('DELETE FROM outbox_dead WHERE id = $1', [place.rowId]));
      discarded += rowCount ?? 0;
    }
    return discarded;
  }

  #in<Result>(database: DatabaseName, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    return askPostgres(this.#urlOf(database), work);
  }

  #placeOf(id: string) {
    const [, name, rowId = ''] = /^outbox\/([a-z]+)\/([\da-f-]{36})$/.exec(id) ?? [];
    const producer = this.#producers.find(({ database }) => database === name);
    return producer === undefined ? undefined : { ...producer, rowId };
  }
}

/** In one transaction, with the event's own id, and behind what its key has written since. */
function putBack(client: pg.Client, id: string): Promise<boolean> {
  return inTransaction(client, async (transaction) => {
    const [row] = (await transaction.query(takeRow, [id])) as DeadRow[];
    if (row === undefined) return false;
    const headers = { ...(JSON.parse(row.headers) as object), [replayCountHeader]: String(replaysOf(row) + 1) };
    await addToOutbox(transaction, [{ ...row, headers: JSON.stringify(headers) }]);
    return true;
  });
}

function letterOf(service: string, database: string, row: DeadRow): DeadLetter {
  const id = `outbox/${database}/${row.id}`;
  return {
    id,
    place: placeIn(database),
    origin: id,
    topic: row.topic,
    key: row.key,
    consumer: service,
    cause: row.cause,
    attempts: null,
    at: row.diedAt,
    eventId: row.id,
    eventType: row.type,
    happenedAt: null,
    parked: false,
    replays: replaysOf(row),
    obstacle: undefined,
  };
}

function placeIn(database: string): string {
  return `outbox_dead of ${database}`;
}

function replaysOf({ headers }: DeadRow): number {
  return Number((JSON.parse(headers) as Record<string, string>)[replayCountHeader] ?? 0);
}
