import { orderCreated } from '@fairway/contracts';
import { expect, it } from 'vitest';
import { readEnvelope, readEvent } from './cloud-event.js';

it('an event of a later producer, with more properties at any depth, is read', () => {
  const facts = {
    orderId: crypto.randomUUID(),
    userId: crypto.randomUUID(),
    currency: 'EUR',
    totalMinor: 1,
    createdAt: '2026-01-02T03:04:05Z',
  };
  const item = { sku: 'tea', quantity: 1, unitPriceMinor: 1 };
  const record = {
    topic: 'orders',
    partition: 0,
    offset: 0n,
    timestampMs: 0,
    key: Buffer.from(facts.orderId),
    value: Buffer.from(JSON.stringify({ ...facts, colour: 'red', items: [{ ...item, colour: 'red' }] })),
    headers: Object.entries({
      ce_specversion: '1.0',
      ce_id: crypto.randomUUID(),
      ce_type: 'order.created',
      ce_source: 'test',
      ce_time: '2026-01-02T03:04:05Z',
    }).map(([name, value]) => [name, Buffer.from(value)] as const),
  };
  expect(readEvent(record, readEnvelope(record), orderCreated).data).toEqual({ ...facts, items: [item] });
});
