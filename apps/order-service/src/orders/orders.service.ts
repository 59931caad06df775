import { randomUUIDv7 } from 'node:crypto';
import type { Produced } from '@fairway/catalog';
import { type CreateOrder, type ListOrdersQuery, orderCancelled, orderCreated } from '@fairway/contracts';
import { Outbox } from '@fairway/messaging';
import { addLogFields, cursorCodec, type Page, Problem } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { ProductList } from '../products/product-list.js';
import { asPlaced, cancelledFacts, createdFacts, type Order, placeOrder } from './order.js';
import { OrderInserts } from './order-inserts.js';
import { cancelOrder } from './order-status.js';
import { OrdersRepository } from './orders.repository.js';

const cursor = cursorCodec(z.uuid());

@Injectable()
export class OrdersService {
  constructor(
    private readonly database: DataSource,
    private readonly orders: OrdersRepository,
    private readonly inserts: OrderInserts,
    private readonly products: ProductList,
    private readonly outbox: Outbox<Produced<'order-service'>>,
  ) {}

  /**
   * Places an order at the current prices, once per idempotency key of the account.
   * @returns the order as it was placed, and whether an earlier request placed it
   * @throws Problem `product_unknown`; `idempotency_key_reused` when the key belongs to another request
   */
  async place(
    userId: string,
    request: CreateOrder,
    idempotency: { key: string; fingerprint: string },
  ): Promise<{ order: Order; replayed: boolean }> {
    const placement = placeOrder(request, this.products.unitPriceMinor, {
      id: randomUUIDv7(),
      userId,
      now: new Date(),
    });
    if (placement.kind === 'placed') {
      const { order } = placement;
      const event = this.outbox.row(orderCreated, createdFacts(order));
      if (await this.inserts.insert({ order, ...idempotency, event })) {
        this.outbox.wake();
        addLogFields({ orderId: order.id });
        return { order, replayed: false };
      }
    }
    // An earlier request may have used the key, when its products could still be ordered.
    const earlier = await this.#firstAnswer(userId, idempotency);
    if (earlier !== undefined) return { order: earlier, replayed: true };
    if (placement.kind === 'products-unknown') throw productUnknown(placement.places, request);
    throw new Error('An idempotency key without its order: the key has just expired.');
  }

  /** The answer to an earlier request with the key; undefined when there was none. */
  async #firstAnswer(
    userId: string,
    { key, fingerprint }: { key: string; fingerprint: string },
  ): Promise<Order | undefined> {
    const earlier = await this.orders.findByIdempotencyKey(userId, key);
    if (earlier === undefined) return undefined;
    if (earlier.fingerprint !== fingerprint) {
      throw new Problem('idempotency_key_reused', { detail: 'Send a new Idempotency-Key with a new order.' });
    }
    addLogFields({ orderId: earlier.order.id });
    return asPlaced(earlier.order);
  }

  async find(userId: string, id: string): Promise<Order> {
    addLogFields({ orderId: id });
    const order = await this.orders.find(userId, id);
    if (order === null) throw new Problem('order_not_found');
    return order;
  }

  list(userId: string, query: ListOrdersQuery): Promise<Page<Order>> {
    return cursor.page(
      query,
      (limit, before) => this.orders.list(userId, { limit, before }),
      ({ id }) => id,
    );
  }

  async cancel(userId: string, id: string): Promise<Order> {
    addLogFields({ orderId: id });
    const cancellation = await this.database.transaction(async (manager) => {
      const order = await this.orders.findLocked(manager, userId, id);
      if (order === null) throw new Problem('order_not_found');
      const result = cancelOrder(order, new Date());
      if (result.kind === 'cancelled') {
        const { cancelledAt } = result.order;
        await this.orders.saveCancelled(manager, id, cancelledAt);
        const facts = cancelledFacts({ ...order, previousStatus: result.previousStatus }, cancelledAt);
        await this.outbox.add(manager, orderCancelled, facts);
      }
      return result;
    });
    if (cancellation.kind === 'not-cancellable') {
      throw new Problem('order_not_cancellable', { detail: 'The partner has accepted it.' });
    }
    return cancellation.order;
  }
}

function productUnknown(places: readonly number[], { currency }: CreateOrder): Problem {
  const detail = `cannot be ordered in ${currency}; GET /api/products lists what can`;
  return new Problem('product_unknown', {
    errors: places.map((place) => ({ pointer: `/items/${place}/sku`, detail })),
  });
}
