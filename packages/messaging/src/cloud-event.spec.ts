import { defineEvent } from '@fairway/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvelope, readEvent } from './cloud-event.js';

const stockCounted = defineEvent({
  type: 'stock.counted',
  version: 1,
  data: z.object({ stockId: z.uuid(), items: z.array(z.object({ code: z.string(), quantity: z.int() })) }),
  key: ({ stockId }) => stockId,
  logFields: ({ stockId }) => ({ stockId }),
});

it('reads an event of a later producer that has more properties at any depth', () => {
  const facts = { stockId: crypto.randomUUID() };
  const item = { code: 'tea', quantity: 1 };
  const record = {
    topic: 'stock',
    partition: 0,
    offset: 0n,
    timestampMs: 0,
    key: Buffer.from(facts.stockId),
    value: Buffer.from(JSON.stringify({ ...facts, colour: 'red', items: [{ ...item, colour: 'red' }] })),
    headers: Object.entries({
      ce_specversion: '1.0',
      ce_id: crypto.randomUUID(),
      ce_type: 'stock.counted',
      ce_source: 'test',
      ce_time: '2026-01-02T03:04:05Z',
    }).map(([name, value]) => [name, Buffer.from(value)] as const),
  };
  expect(readEvent(record, readEnvelope(record), stockCounted).data).toEqual({ ...facts, items: [item] });
});
