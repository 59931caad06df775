import { defineEvent, userRegistered } from '@fairway/contracts';
import type { HandledEvent, HandledEvents } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HandlesEvent, handlersAmong } from './handles-event.js';

const stockCounted = defineEvent({
  type: 'stock.counted',
  version: 1,
  data: z.object({ stockId: z.uuid() }),
  key: ({ stockId }) => stockId,
  logFields: ({ stockId }) => ({ stockId }),
});

@Injectable()
abstract class Recorder {
  readonly seen: unknown[] = [];

  async handle(events: readonly HandledEvent<{ readonly stockId: string }>[], _manager: EntityManager): Promise<void> {
    this.seen.push(...events);
  }
}

@HandlesEvent(stockCounted)
class SumStock extends Recorder {}

@HandlesEvent(stockCounted)
class TellSuppliers extends Recorder {}

class SumCorrectedStock extends SumStock {}

// Type-checked only: the contract of an event is that of its handler.
// @ts-expect-error It handles stock, and users have no stockId.
@HandlesEvent(userRegistered)
class CountUsers {
  async handle(_events: HandledEvents<typeof stockCounted>, _manager: EntityManager): Promise<void> {}
}

const inModule = (module: string, ...instances: unknown[]) => instances.map((instance) => ({ instance, module }));

describe('the handlers of a service', () => {
  it('are its decorated providers, in order, also several of one event', async () => {
    const [first, second] = [new TellSuppliers(), new SumStock()];
    const handlers = handlersAmong(inModule('StockModule', 'a value', null, first, new Map(), second));
    expect(handlers.map(({ event }) => event.type)).toEqual(['stock.counted', 'stock.counted']);
    await handlers[0]?.handle([], {} as EntityManager);
    await handlers[1]?.handle([{ id: '1' } as HandledEvent<never>], {} as EntityManager);
    expect([first.seen, second.seen]).toEqual([[], [{ id: '1' }]]);
  });

  it('are counted once when two modules export the same instance', () => {
    const handler = new SumStock();
    expect(handlersAmong([...inModule('StockModule', handler), ...inModule('SharedModule', handler)])).toHaveLength(1);
  });

  it('are refused when two modules create an instance of the same class', () => {
    const provided = [...inModule('StockModule', new SumStock()), ...inModule('FiguresModule', new SumStock())];
    expect(() => handlersAmong(provided)).toThrow(
      'SumStock would handle each stock.counted twice, because StockModule and FiguresModule both provide it: leave it in the providers of one',
    );
  });

  it('are refused without a decorator', () => {
    expect(() => handlersAmong(inModule('StockModule', new SumCorrectedStock(), new CountUsers()))).toThrow(
      'SumCorrectedStock of StockModule has a method handle(events, manager) and no event: decorate it with @HandlesEvent(...)',
    );
  });
});
