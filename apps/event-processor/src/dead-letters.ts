import type { ServiceLetter, ServiceLetters } from '@fairway/catalog';
import { attemptsText } from './journey.js';

interface StateRow {
  readonly orderId: string;
  readonly attempts: number;
  readonly dueSince: Date;
  readonly acceptedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly lastError: string | null;
}

const givenUp = 'given_up_at IS NOT NULL AND withdrawn_at IS NULL';

const selectOpen = `
  SELECT id, order_id AS key, event_type AS type, payload::text AS payload, headers::text AS headers, attempts,
         given_up_at AS "givenUpAt", last_error AS cause
  FROM webhook_deliveries WHERE ${givenUp} AND ($1::uuid IS NULL OR id = $1) ORDER BY seq`;

const selectState = `
  SELECT order_id AS "orderId", attempts, due_since AS "dueSince", accepted_at AS "acceptedAt", withdrawn_at AS "withdrawnAt", last_error AS "lastError"
  FROM webhook_deliveries WHERE id = $1`;

const withdraw = `UPDATE webhook_deliveries SET withdrawn_at = clock_timestamp() WHERE ${givenUp} AND id = ANY ($1::uuid[]) RETURNING id`;

/** Given-up webhooks, for `./fairway dlq`: a replay sends them to the partner again, a discard never does. */
export const deadLetters: ServiceLetters = {
  name: 'webhooks',

  async open(session, id): Promise<ServiceLetter[]> {
    return session.query(selectOpen, [id]);
  },

  async count(session) {
    const [row]: { count: number }[] = await session.query(
      `SELECT count(*)::integer AS count FROM webhook_deliveries WHERE ${givenUp}`,
    );
    return row?.count ?? 0;
  },

  async replay(session, id) {
    const due: unknown[] = await session.query('SELECT send_webhooks_again($1::uuid[])', [[id]]);
    return due.length > 0 ? undefined : 'it is no longer given up, or its order is cancelled';
  },

  async discard(session, ids) {
    const withdrawn: { id: string }[] = await session.query(withdraw, [ids]);
    return withdrawn.map(({ id }) => id);
  },

  async stateOf(session, id) {
    const [row]: StateRow[] = await session.query(selectState, [id]);
    if (row === undefined) return undefined;
    const { orderId, attempts, dueSince, acceptedAt, withdrawnAt, lastError } = row;
    if (acceptedAt !== null) return `The partner accepted this webhook at ${acceptedAt.toISOString()}.`;
    if (withdrawnAt !== null)
      return `This webhook was withdrawn at ${withdrawnAt.toISOString()} and is no longer sent.`;
    const answer = lastError === null ? '' : `, last answer: ${lastError}`;
    return `This webhook is retried for 72 h from ${dueSince.toISOString()}: ${attemptsText(attempts)} so far${answer}. \`./fairway journey ${orderId}\` shows its progress.`;
  },

  afterReplay: (letter) =>
    `a webhook is retried for 72 h · ./fairway dlq show ${letter} and ./fairway journey ORDER_ID show its progress`,
};
