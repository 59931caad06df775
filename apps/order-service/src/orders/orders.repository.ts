import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, Repository } from 'typeorm';
import { type ChangedOrder, factNames, type Order } from './order.js';
import { OrderEntity, selectList } from './order.entity.js';
import { changesFrom } from './order-status.js';

// Orders are locked before they change, in the order of their ids: two batches with the same orders wait for each other
// instead of deadlocking, and a cancellation is either seen here or waits until this transaction ends.
const changeStatus = (status: 'processed' | 'undeliverable') => `
  WITH changeable AS MATERIALIZED (
    SELECT id, status FROM orders WHERE id = ANY ($1::uuid[]) AND status = ANY ($3::text[]) ORDER BY id FOR UPDATE
  ), changed AS (
    UPDATE orders SET status = '${status}', ${status}_at = changes.at
    FROM changeable JOIN unnest($1::uuid[], $2::timestamptz[]) AS changes (id, at) USING (id)
    WHERE orders.id = changeable.id
    RETURNING ${selectList(factNames)}, changeable.status AS "previousStatus"
  )
  SELECT * FROM changed`;

@Injectable()
export class OrdersRepository {
  readonly #orders: Repository<Order>;

  constructor(@InjectRepository(OrderEntity) orders: Repository<Order>) {
    this.#orders = orders;
  }

  async find(userId: string, id: string): Promise<Order | null> {
    return this.#orders.findOneBy({ id, userId });
  }

  /** Newest first; `before` is the id of the last order on the previous page. */
  async list(userId: string, { limit, before }: { limit: number; before: string | undefined }): Promise<Order[]> {
    return this.#orders.find({
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Locks the order until the transaction ends, so that its events have the order of its changes. */
  async findLocked(manager: EntityManager, userId: string, id: string): Promise<Order | null> {
    return manager.findOne(OrderEntity, { where: { id, userId }, lock: { mode: 'pessimistic_write' } });
  }

  async saveCancelled(manager: EntityManager, id: string, cancelledAt: Date): Promise<void> {
    await manager.update(OrderEntity, { id }, { status: 'cancelled', cancelledAt });
  }

  /** Changes the orders whose status allows it, each at its time, and returns them. */
  async changeStatus(
    manager: EntityManager,
    status: 'processed' | 'undeliverable',
    changes: readonly { id: string; at: string }[],
  ): Promise<ChangedOrder[]> {
    return manager.query<ChangedOrder[]>(changeStatus(status), [
      changes.map(({ id }) => id),
      changes.map(({ at }) => at),
      changesFrom[status],
    ]);
  }

  /** The order of an idempotency key, and the fingerprint of the request that created it. */
  async findByIdempotencyKey(userId: string, key: string): Promise<{ order: Order; fingerprint: string } | undefined> {
    const { entities, raw } = await this.#orders
      .createQueryBuilder('orders')
      .innerJoin('idempotency_keys', 'keys', 'keys.order_id = orders.id')
      .addSelect('keys.fingerprint', 'fingerprint')
      .where('keys.user_id = :userId AND keys.key = :key', { userId, key })
      .getRawAndEntities<{ fingerprint: string }>();
    const [order] = entities;
    const [row] = raw;
    return order && row && { order, fingerprint: row.fingerprint };
  }

  /** 0 when no order is pending. */
  async oldestPendingSeconds(): Promise<number> {
    const [row]: { seconds: number }[] = await this.#orders.query(
      `SELECT extract(epoch FROM now() - created_at)::float8 AS seconds FROM orders
       WHERE status = 'pending' ORDER BY created_at LIMIT 1`,
    );
    return row?.seconds ?? 0;
  }

  /** Deletes up to `limit` keys older than a day and returns their number. */
  async pruneIdempotencyKeys(limit: number): Promise<number> {
    const rows: { count: number }[] = await this.#orders.query(
      `WITH deleted AS (
         DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '1 day' LIMIT $1
         )) RETURNING 1
       )
       SELECT count(*)::integer AS count FROM deleted`,
      [limit],
    );
    return rows[0]?.count ?? 0;
  }
}
