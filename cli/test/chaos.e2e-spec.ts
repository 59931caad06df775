import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '@fairway/contracts';
import { headerOf } from '@fairway/messaging';
import { eventually, historyViolations, type Observation } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalPlatform } from './local-platform.js';

/*
 * Invariant: an order that was answered 201 is created, told to the partner and processed, each once and in this
 * order, whatever is killed meanwhile; an order that was not answered happens completely or not at all.
 */

const platform = new LocalPlatform();

beforeAll(() => platform.up());
afterAll(() => platform.remove());

const victims = ['order-service', 'event-processor', 'kafka', 'postgres', 'order-service', 'event-processor'];

it('no accepted order is lost or counted twice while services, broker and database are killed', async () => {
  const [token, admin] = [await platform.signUp(), await platform.signInAsAdmin()];
  const accepted = new Map<string, string>();
  const unanswered: string[] = [];
  let placing = true;

  const clients = Array.from({ length: 4 }, async () => {
    while (placing) {
      const key = randomUUID();
      try {
        const answer = await platform.place(token, key);
        if (answer.status === 201) accepted.set(((await answer.json()) as OrderView).id, key);
        else unanswered.push(key);
      } catch {
        unanswered.push(key);
      }
      // The pace of the load, not a wait for something.
      await delay(20);
    }
  });
  for (const victim of victims) {
    const count = accepted.size;
    await eventually(() => accepted.size > count + 30, { withinMs: 60_000 });
    await platform.kill(victim);
    await eventually(async () => (await platform.status()).processes.every(({ phase }) => phase === 'ready' || phase === 'done'), {
      withinMs: 90_000,
      everyMs: 250,
    });
  }
  placing = false;
  await Promise.all(clients);

  // A client that got no answer asks again with the same key: now each order of its is known.
  for (const key of unanswered) {
    const answer = await platform.place(token, key);
    expect(answer.status).toBe(201);
    accepted.set(((await answer.json()) as OrderView).id, key);
  }
  expect(new Set(accepted.values()).size).toBe(accepted.size);

  const isProcessed = (id: string) => async () => (await platform.order(token, id)).status === 'processed';
  for (const id of accepted.keys()) await eventually(isProcessed(id), { withinMs: 60_000 });

  const orders = [...accepted.keys()];
  const webhooks = await Promise.all(orders.map(async (id) => (await platform.webhooks(id)).map(({ type }) => ({ key: id, what: type }))));
  expect(historyViolations({ accepted: orders, unknown: [], expected: ['order.created'], observed: webhooks.flat() })).toEqual([]);

  const figures = await platform.figuresToday(admin);
  expect(figures).toMatchObject({ ordersCreated: orders.length, ordersProcessed: orders.length });
  expect(figures.revenueMinor).toBe(String(orders.length * 1_790));

  const events = await platform.follow('orders');
  // A record may be on the topic twice after a lost acknowledgement, with the same id; of each id the first counts.
  await eventually(() => new Set(events.records.map(idOf)).size >= 2 * orders.length, { withinMs: 30_000 });
  const observed = firstOfEach(events.records).map((record): Observation => ({
    key: record.key?.toString() ?? '',
    what: headerOf(record, 'ce_type')?.toString() ?? '',
  }));
  expect(historyViolations({ accepted: orders, unknown: [], expected: ['order.created', 'order.processed'], observed })).toEqual([]);
  await events.stop();
}, 600_000);

type Recorded = Awaited<ReturnType<LocalPlatform['follow']>>['records'][number];

function idOf(record: Recorded): string {
  return headerOf(record, 'ce_id')?.toString() ?? '';
}

function firstOfEach(records: readonly Recorded[]): Recorded[] {
  const seen = new Set<string>();
  return records.filter((record) => !seen.has(idOf(record)) && seen.add(idOf(record)));
}
