import { type orderCancelled, orderCreated, userRegistered } from '@fairway/contracts';
import type { HandledEvent, HandledEvents } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { HandlesEvent, handlersAmong } from './handles-event.js';

@Injectable()
abstract class Recorder {
  readonly seen: unknown[] = [];

  async handle(events: readonly HandledEvent<{ readonly orderId: string }>[], _manager: EntityManager): Promise<void> {
    this.seen.push(...events);
  }
}

@HandlesEvent(orderCreated)
class CountOrders extends Recorder {}

@HandlesEvent(orderCreated)
class TellPartner extends Recorder {}

class CountCancelledOrders extends CountOrders {}

// Type-checked only: the contract of an event is that of its handler.
// @ts-expect-error It handles orders, and users have no orderId.
@HandlesEvent(userRegistered)
class CountUsers {
  async handle(_events: HandledEvents<typeof orderCancelled>, _manager: EntityManager): Promise<void> {}
}

const inModule = (module: string, ...instances: unknown[]) => instances.map((instance) => ({ instance, module }));

describe('the handlers of a service', () => {
  it('are its decorated providers, in order, also several of one event', async () => {
    const [first, second] = [new TellPartner(), new CountOrders()];
    const handlers = handlersAmong(inModule('OrdersModule', 'a value', null, first, new Map(), second));
    expect(handlers.map(({ event }) => event.type)).toEqual(['order.created', 'order.created']);
    await handlers[0]?.handle([], {} as EntityManager);
    await handlers[1]?.handle([{ id: '1' } as HandledEvent<never>], {} as EntityManager);
    expect([first.seen, second.seen]).toEqual([[], [{ id: '1' }]]);
  });

  it('are counted once when two modules export the same instance', () => {
    const handler = new CountOrders();
    expect(handlersAmong([...inModule('OrdersModule', handler), ...inModule('SharedModule', handler)])).toHaveLength(1);
  });

  it('are refused when two modules create an instance of the same class', () => {
    const provided = [...inModule('OrdersModule', new CountOrders()), ...inModule('FiguresModule', new CountOrders())];
    expect(() => handlersAmong(provided)).toThrow(
      'CountOrders would handle each order.created twice, because OrdersModule and FiguresModule both provide it: leave it in the providers of one',
    );
  });

  it('are refused without a decorator', () => {
    expect(() => handlersAmong(inModule('OrdersModule', new CountCancelledOrders(), new CountUsers()))).toThrow(
      'CountCancelledOrders of OrdersModule has a method handle(events, manager) and no event: decorate it with @HandlesEvent(...)',
    );
  });
});
