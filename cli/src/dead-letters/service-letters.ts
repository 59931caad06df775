import { askPostgres } from '../instance/ask-postgres.js';
import { type DeadLetter, webhooksName } from './dead-letter.js';
import { contentOf, type LetterContent, type LetterSource, type ReplayStep } from './letter-source.js';
import type { LostEvent } from './select-letters.js';

interface GivenUpRow {
  readonly id: string;
  readonly orderId: string;
  readonly type: string;
  readonly payload: string;
  readonly headers: string;
  readonly attempts: number;
  readonly givenUpAt: Date;
  readonly lastError: string | null;
}

interface StateRow {
  readonly orderId: string;
  readonly attempts: number;
  readonly dueSince: Date;
  readonly acceptedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly lastError: string | null;
}

const givenUp = 'given_up_at IS NOT NULL AND withdrawn_at IS NULL';
const selectRows = `
  SELECT id, order_id AS "orderId", event_type AS type, payload::text AS payload, headers::text AS headers, attempts,
         given_up_at AS "givenUpAt", last_error AS "lastError"
  FROM webhook_deliveries WHERE ${givenUp} AND ($1::uuid IS NULL OR id = $1) ORDER BY seq`;

const selectState = `
  SELECT order_id AS "orderId", attempts, due_since AS "dueSince", accepted_at AS "acceptedAt", withdrawn_at AS "withdrawnAt", last_error AS "lastError"
  FROM webhook_deliveries WHERE id = $1`;

/** Webhooks that are given up: they go to the partner again when they are replayed, and never when they are discarded. */
export class WebhookLetters implements LetterSource {
  readonly #url: string;

  /** @param url of the database of event-processor */
  constructor(url: string) {
    this.#url = url;
  }

  async open(): Promise<DeadLetter[]> {
    return (await this.#query<GivenUpRow>(selectRows, [null])).map(letterOf);
  }

  async counts(): Promise<Map<string, number>> {
    const [row] = await this.#query<{ count: number }>(`SELECT count(*)::integer AS count FROM webhook_deliveries WHERE ${givenUp}`, []);
    return new Map([[webhooksName, row?.count ?? 0]]);
  }

  /** Why the webhook of this id is no letter; undefined when there is none. */
  async stateOf(id: string): Promise<string | undefined> {
    const rowId = rowIdIn(id);
    const [row] = rowId === undefined ? [] : await this.#query<StateRow>(selectState, [rowId]);
    if (row === undefined) return undefined;
    const { orderId, attempts, dueSince, acceptedAt, withdrawnAt, lastError } = row;
    if (acceptedAt !== null) return `The partner accepted this webhook at ${acceptedAt.toISOString()}.`;
    if (withdrawnAt !== null) return `This webhook was withdrawn at ${withdrawnAt.toISOString()}: it is not sent any more.`;
    const answer = lastError === null ? '' : `, last answer: ${lastError}`;
    return `This webhook is tried for 72 h from ${dueSince.toISOString()}: ${attempts} attempts so far${answer}. \`./fairway journey ${orderId}\` shows how it goes.`;
  }

  async content(id: string): Promise<LetterContent | undefined> {
    const rowId = rowIdIn(id);
    if (rowId === undefined) return undefined;
    const rows = await this.#query<GivenUpRow>(selectRows, [rowId]);
    return rows.map((row) => contentOf(letterOf(row), row))[0];
  }

  async *replay(events: readonly LostEvent[]): AsyncGenerator<ReplayStep> {
    for (const event of events) {
      const due = await this.#query('SELECT send_webhooks_again($1::uuid[])', [[event.letter.eventId]]);
      yield { event, kept: due.length > 0 ? undefined : 'it is no longer given up, or its order is cancelled' };
    }
  }

  async discard(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> {
    const withdraw = `UPDATE webhook_deliveries SET withdrawn_at = clock_timestamp() WHERE ${givenUp} AND id = ANY ($1::uuid[]) RETURNING id`;
    const withdrawn = new Set((await this.#query<{ id: string }>(withdraw, [letters.map(({ eventId }) => eventId)])).map(({ id }) => id));
    return letters.filter(({ eventId }) => eventId !== null && withdrawn.has(eventId));
  }

  async #query<Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return (await askPostgres(this.#url, (client) => client.query<Row>(sql, parameters))).rows;
  }
}

function rowIdIn(id: string): string | undefined {
  return /^webhooks\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(id)?.[1];
}

function letterOf({ id, orderId, type, attempts, givenUpAt, lastError }: GivenUpRow): DeadLetter {
  const place = `${webhooksName}/${id}`;
  return {
    id: place,
    place: webhooksName,
    origin: place,
    topic: webhooksName,
    key: orderId,
    consumer: 'event-processor',
    cause: lastError ?? 'not told',
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
