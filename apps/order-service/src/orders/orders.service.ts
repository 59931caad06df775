import { randomUUIDv7 } from 'node:crypto';
import type { CreateOrder, ListOrdersQuery } from '@fairway/contracts';
import { addToOutbox, Outbox, OutboxRelay } from '@fairway/messaging';
import { addLogFields, cursorCodec, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { isCancellable, type Order, placeOrder } from './order.js';
import { orderCancelledRow, orderCreatedRow } from './order-events.js';
import { OrderInserts } from './order-inserts.js';
import { OrdersRepository } from './orders.repository.js';

const cursor = cursorCodec(z.uuid());

@Injectable()
export class OrdersService {
  constructor(
    private readonly database: DataSource,
    private readonly orders: OrdersRepository,
    private readonly inserts: OrderInserts,
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
  ) {}

  /**
   * Places an order, once for each idempotency key of the account.
   * @returns the order as it was placed, and whether an earlier request placed it
   * @throws Problem `idempotency_key_reused` when the key stands for another request
   */
  async place(
    userId: string,
    request: CreateOrder,
    idempotency: { key: string; fingerprint: string },
  ): Promise<{ order: Order; replayed: boolean }> {
    const order = placeOrder(request, { id: randomUUIDv7(), userId, now: new Date() });
    const placed = await this.inserts.insert({
      order,
      idempotencyKey: idempotency.key,
      fingerprint: idempotency.fingerprint,
      event: orderCreatedRow(this.outbox, order),
    });
    if (placed) {
      this.relay.wake();
      addLogFields({ orderId: order.id });
      return { order, replayed: false };
    }
    return { order: await this.#placedBefore(userId, idempotency), replayed: true };
  }

  /** The first answer again, whatever became of the order since. */
  async #placedBefore(userId: string, { key, fingerprint }: { key: string; fingerprint: string }): Promise<Order> {
    const earlier = await this.orders.findByIdempotencyKey(userId, key);
    if (earlier === undefined) throw new Error('An idempotency key without its order: the key expired just now.');
    if (earlier.fingerprint !== fingerprint) {
      throw new Problem('idempotency_key_reused', { detail: 'Send a new Idempotency-Key with a new order.' });
    }
    addLogFields({ orderId: earlier.order.id });
    return { ...earlier.order, status: 'pending' };
  }

  async find(userId: string, id: string): Promise<Order> {
    addLogFields({ orderId: id });
    const order = await this.orders.find(userId, id);
    if (order === null) throw new Problem('order_not_found');
    return order;
  }

  async list(userId: string, query: ListOrdersQuery): Promise<{ orders: Order[]; nextCursor: string | null }> {
    const before = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
    // One more than asked for tells whether there is a next page.
    const found = await this.orders.list(userId, { limit: query.limit + 1, before });
    const orders = found.slice(0, query.limit);
    const last = orders.at(-1);
    return { orders, nextCursor: found.length > query.limit && last ? cursor.encode(last.id) : null };
  }

  async cancel(userId: string, id: string): Promise<Order> {
    addLogFields({ orderId: id });
    const cancelled = await this.database.transaction(async (manager): Promise<Order> => {
      const order = await this.orders.findLocked(manager, userId, id);
      if (order === null) throw new Problem('order_not_found');
      // A client may ask twice.
      if (order.status === 'cancelled') return order;
      if (!isCancellable(order)) throw new Problem('order_not_cancellable', { detail: 'The partner has accepted it.' });
      const cancelledAt = new Date();
      await this.orders.saveCancelled(manager, id, cancelledAt);
      await addToOutbox(manager, [orderCancelledRow(this.outbox, { ...order, previousStatus: order.status }, cancelledAt)]);
      return { ...order, status: 'cancelled', cancelledAt };
    });
    this.relay.wake();
    return cancelled;
  }
}
