import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, Repository } from 'typeorm';
import type { Order } from './order.js';
import { OrderEntity } from './order.entity.js';

@Injectable()
export class OrdersRepository {
  readonly #orders: Repository<OrderEntity>;

  constructor(@InjectRepository(OrderEntity) orders: Repository<OrderEntity>) {
    this.#orders = orders;
  }

  async find(userId: string, id: string): Promise<Order | null> {
    return this.#orders.findOneBy({ id, userId });
  }

  /** Newest first; `before` is the id of the last order of the page before. */
  async list(userId: string, { limit, before }: { limit: number; before: string | undefined }): Promise<Order[]> {
    return this.#orders.find({
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Holds the order until the transaction ends: its events take the order of its changes. */
  async findLocked(manager: EntityManager, userId: string, id: string): Promise<Order | null> {
    return manager.findOne(OrderEntity, { where: { id, userId }, lock: { mode: 'pessimistic_write' } });
  }

  async saveCancelled(manager: EntityManager, { id, cancelledAt }: Order): Promise<void> {
    await manager.update(OrderEntity, { id }, { status: 'cancelled', cancelledAt });
  }

  /** Of orders that are still pending; one cancelled meanwhile stays cancelled. */
  async markProcessed(manager: EntityManager, processed: readonly { id: string; at: string }[]): Promise<void> {
    await manager.query(
      `UPDATE orders SET status = 'processed', processed_at = rows.at
       FROM unnest($1::uuid[], $2::timestamptz[]) AS rows (id, at)
       WHERE orders.id = rows.id AND status = 'pending'`,
      [processed.map(({ id }) => id), processed.map(({ at }) => at)],
    );
  }

  /** The order that an idempotency key stands for, and the fingerprint of the request that made it. */
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

  /** Deletes up to `limit` keys older than a day; returns how many. */
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
