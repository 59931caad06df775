import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ClaimedDelivery, DeliveryOutcome, GivenUpDelivery, NewDelivery } from './webhook-delivery.js';
import type { Backlog } from './webhook-metrics.js';

// Longer than any attempt may take, so that a lease expires only when its sender is dead.
const leaseSeconds = 30;
const retentionDays = 30;
// Counting more is not worth a longer scrape.
const countedMax = 10_000;

const columns = '(id, order_id, event_type, payload, headers)';
const newRows = `unnest($1::uuid[], $2::uuid[], $3::text[], $4::json[], $5::json[]) AS rows ${columns}`;

const insertRows = `/* prepared */ INSERT INTO webhook_deliveries ${columns} SELECT * FROM ${newRows}`;

/*
 * If the webhook of a new order was never sent, it is withdrawn, and its cancellation is not sent either. If it was sent,
 * the partner may have it even if the attempt failed: it is not retried, and the cancellation is sent, after a running
 * attempt has ended. Rows are locked in the order of their ids, as in `settleRows`, so that the two wait for
 * each other instead of deadlocking; a claim skips rows locked here. Ids are looked up one by one, with a limit: for
 * many orders at once the planner, whose statistics lag behind a queue, reads the whole table.
 */
const cancelRows = `
  WITH created AS MATERIALIZED (
    SELECT id, order_id, attempts = 0 AND claimed_until IS NULL AS untold FROM webhook_deliveries
    WHERE accepted_at IS NULL AND id = ANY (ARRAY(
      SELECT delivery.id FROM unnest($2::uuid[]) AS cancelled (order_id) CROSS JOIN LATERAL (
        SELECT id FROM webhook_deliveries AS delivery
        WHERE delivery.order_id = cancelled.order_id AND event_type = 'order.created' ORDER BY seq LIMIT 1
      ) AS delivery
    ))
    ORDER BY id FOR UPDATE
  ), withdrawn AS (
    UPDATE webhook_deliveries SET withdrawn_at = clock_timestamp() WHERE id = ANY (ARRAY(SELECT id FROM created))
  )
  INSERT INTO webhook_deliveries ${columns}
  SELECT * FROM ${newRows} WHERE order_id NOT IN (SELECT order_id FROM created WHERE untold)`;

const waiting = 'accepted_at IS NULL AND given_up_at IS NULL AND withdrawn_at IS NULL';
const unclaimed = '(claimed_until IS NULL OR claimed_until <= now())';

/*
 * A delivery waits while an earlier one of its order may still reach the partner, which must not learn of a
 * cancellation before the order. The condition on `earlier` must match no partial index: the planner, whose statistics
 * say that no row waits, would walk all waiting rows for each of them (measured at 20,000: 3.1 s instead of 5 ms).
 */
const dueRows = (attempts: string, limit: string) => `
    SELECT id FROM webhook_deliveries AS delivery
    WHERE ${waiting} AND ${attempts} AND next_attempt_at <= now() AND ${unclaimed}
      AND NOT EXISTS (
        SELECT FROM webhook_deliveries AS earlier
        WHERE earlier.order_id = delivery.order_id AND earlier.seq < delivery.seq
          AND (coalesce(earlier.accepted_at, earlier.given_up_at, earlier.withdrawn_at, 'infinity') = 'infinity'
               OR earlier.claimed_until > now())
      )
    ORDER BY next_attempt_at LIMIT ${limit}
    FOR UPDATE OF delivery SKIP LOCKED`;

// SKIP LOCKED separates concurrent claims, the lease separates later ones; no transaction is open while a webhook is
// being sent.
const claimRows = `
  WITH fresh AS MATERIALIZED (${dueRows('attempts = 0 AND next_attempt_at >= $3::timestamptz', '$1')}
  ), retried AS MATERIALIZED (${dueRows('attempts > 0', 'least($2, $1 - (SELECT count(*) FROM fresh))')}
  ), claimed AS (
    UPDATE webhook_deliveries AS delivery SET claimed_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    WHERE id = ANY (ARRAY(SELECT id FROM fresh UNION ALL SELECT id FROM retried))
    RETURNING delivery.id, order_id, event_type, payload, headers, attempts, next_attempt_at
  )
  SELECT id, order_id AS "orderId", event_type AS "eventType", payload::text AS body, headers, attempts,
         next_attempt_at AS "dueAt"
  FROM claimed`;

/*
 * An acceptance counts once: when two senders both reach the partner, for example after an expired lease, only one
 * creates the event. It counts whatever has happened to the delivery meanwhile, because the partner has it.
 */
const settleRows = `
  WITH outcomes AS MATERIALIZED (
    SELECT id, error, retry_in_ms FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS outcomes (id, error, retry_in_ms)
    JOIN (SELECT id FROM webhook_deliveries WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) AS locked USING (id)
  ), settled AS (
    UPDATE webhook_deliveries AS delivery
    SET attempts = attempts + 1, claimed_until = NULL, last_error = coalesce(outcomes.error, last_error),
        accepted_at = CASE WHEN outcomes.error IS NULL THEN clock_timestamp() END,
        given_up_at = CASE WHEN outcomes.error IS NULL THEN NULL ELSE given_up_at END,
        next_attempt_at = CASE WHEN outcomes.error IS NULL THEN next_attempt_at
                               ELSE clock_timestamp() + make_interval(secs => outcomes.retry_in_ms / 1000.0) END
    FROM outcomes WHERE delivery.id = outcomes.id AND accepted_at IS NULL
    RETURNING delivery.id, accepted_at
  )
  SELECT id FROM settled WHERE accepted_at IS NOT NULL`;

const overdueRows = (attempts: string, since: string) => `
    SELECT id FROM webhook_deliveries
    WHERE ${waiting} AND ${attempts} AND ${since} <= now() - make_interval(hours => $1) AND ${unclaimed}
    ORDER BY ${since} LIMIT $2
    FOR UPDATE SKIP LOCKED`;

const giveUpRows = `
  WITH fresh AS MATERIALIZED (${overdueRows('attempts = 0', 'next_attempt_at')}
  ), retried AS MATERIALIZED (${overdueRows('attempts > 0', 'due_since')}
  ), given_up AS (
    UPDATE webhook_deliveries SET given_up_at = clock_timestamp()
    WHERE id = ANY (ARRAY(SELECT id FROM fresh UNION ALL SELECT id FROM retried))
    RETURNING id, order_id, event_type, headers, attempts, last_error, given_up_at
  )
  SELECT id, order_id AS "orderId", event_type AS "eventType", headers, attempts, last_error AS "lastError",
         given_up_at AS "givenUpAt"
  FROM given_up`;

// A row ends after its created_at, whose index finds the old ones.
const deleteOldRows = `
  WITH deleted AS (
    DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM webhook_deliveries
      WHERE created_at < now() - interval '${retentionDays} days'
        AND greatest(accepted_at, given_up_at, withdrawn_at) < now() - interval '${retentionDays} days'
      LIMIT $1
    )) RETURNING 1
  )
  SELECT count(*)::integer AS count FROM deleted`;

const readBacklog = `
  SELECT (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE ${waiting} AND attempts = 0 LIMIT ${countedMax}) AS fresh)::integer
       + (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE ${waiting} AND attempts > 0 LIMIT ${countedMax}) AS retried)::integer
         AS waiting,
         coalesce(extract(epoch FROM clock_timestamp() - least(
           (SELECT min(next_attempt_at) FROM webhook_deliveries WHERE ${waiting} AND attempts = 0),
           (SELECT min(due_since) FROM webhook_deliveries WHERE ${waiting} AND attempts > 0)
         )), 0)::float8 AS "oldestAgeSeconds"`;

@Injectable()
export class WebhookDeliveriesRepository {
  constructor(private readonly database: DataSource) {}

  async add(manager: EntityManager, deliveries: readonly NewDelivery[]): Promise<void> {
    await manager.query(insertRows, valuesOf(deliveries));
  }

  /**
   * Withdraws webhooks of the orders that the partner has not accepted, and adds their cancellations where the partner
   * may know the order.
   */
  async cancel(manager: EntityManager, cancellations: readonly NewDelivery[]): Promise<void> {
    await manager.query(cancelRows, valuesOf(cancellations));
  }

  /**
   * Claims up to `limit` due deliveries: first those never attempted, due since `dueFrom` or later, then at most
   * `retriesMax` others. A claim expires after 30 s.
   */
  async claim(
    manager: EntityManager,
    { limit, retriesMax, dueFrom }: { limit: number; retriesMax: number; dueFrom: Date | '-infinity' },
  ): Promise<ClaimedDelivery[]> {
    // The statistics lag behind a queue. Assuming it is short, the planner reads and sorts all due rows for each claim
    // (measured: 60 ms at 3,400 due rows); without sorting it walks the index and stops at the limit.
    await manager.query('SET LOCAL enable_sort = off');
    return manager.query(claimRows, [limit, retriesMax, dueFrom]);
  }

  /** Records the outcomes of attempts, one per delivery, and returns the ids of those that were not accepted before. */
  async settle(manager: EntityManager, outcomes: readonly DeliveryOutcome[]): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(settleRows, [
      outcomes.map(({ id }) => id),
      outcomes.map(({ failure }) => failure?.error ?? null),
      outcomes.map(({ failure }) => failure?.retryInMs ?? null),
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Gives up deliveries that have been due for more than `hours`, up to twice the limit. */
  async giveUp(manager: EntityManager, hours: number, limit: number): Promise<GivenUpDelivery[]> {
    await manager.query('SET LOCAL enable_sort = off');
    return manager.query(giveUpRows, [hours, limit]);
  }

  /** Deletes up to `limit` deliveries that ended more than 30 days ago and returns their number. */
  async prune(limit: number): Promise<number> {
    const [row]: { count: number }[] = await this.database.query(deleteOldRows, [limit]);
    return row?.count ?? 0;
  }

  /** Counts up to 10,000 deliveries never attempted, and as many others. */
  async backlog(): Promise<Backlog> {
    return this.database.transaction(async (manager) => {
      // Here too the planner assumes that no row waits, and would read the whole table for the first one.
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_bitmapscan = off');
      const [row]: Backlog[] = await manager.query(readBacklog);
      return row ?? { waiting: 0, oldestAgeSeconds: 0 };
    });
  }
}

function valuesOf(deliveries: readonly NewDelivery[]): unknown[] {
  return [
    deliveries.map(({ id }) => id),
    deliveries.map(({ orderId }) => orderId),
    deliveries.map(({ eventType }) => eventType),
    deliveries.map(({ body }) => body),
    deliveries.map(({ headers }) => JSON.stringify(headers)),
  ];
}
