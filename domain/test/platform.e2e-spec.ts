import { randomUUID } from 'node:crypto';
import { type OrderView, publicRoutes } from '@fairway/contracts';
import { claimPortBlock } from '@fairway/local-servers';
import { headerOf } from '@fairway/messaging';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Journey } from '../../cli/src/journey/journey.js';
import type { SmokeOutcome } from '../../cli/src/public-api/smoke-run.js';
import { OrderPlatform, tea } from './order-platform.js';

const platform = new OrderPlatform(await claimPortBlock());

beforeAll(() => platform.up());
afterAll(() => platform.remove());

async function placed(token: string, key?: string): Promise<OrderView> {
  const answer = await platform.place(token, key);
  expect(answer.status).toBe(201);
  return (await answer.json()) as OrderView;
}

async function problemOf(answer: Response): Promise<unknown> {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return answer.json();
}

describe('an order', () => {
  it('goes through all services, and is counted, sent and notified once', async () => {
    const [token, admin] = [await platform.signUp(), await platform.signInAsAdmin()];
    const before = await platform.figures(admin);
    const { id } = await placed(token);
    await eventually(async () => (await platform.order(token, id)).status === 'processed');
    expect(await platform.webhooks(id)).toMatchObject([{ type: 'order.created', deliveries: 1 }]);
    const { created, processed, cancelled, revenueMinor } = before;
    expect(await platform.figures(admin)).toEqual({
      created: created + 1,
      processed: processed + 1,
      cancelled,
      revenueMinor: revenueMinor + 1_790n,
    });
    const { items } = await platform.orders.notifications(token);
    expect(items.filter(({ text }) => text.includes(id))).toHaveLength(1);
  });

  it('is the same one when its request is repeated', async () => {
    const token = await platform.signUp();
    const key = randomUUID();
    const first = await placed(token, key);
    expect(await placed(token, key)).toEqual(first);
    await eventually(async () => (await platform.order(token, first.id)).status === 'processed');
  });

  it('that is cancelled counts only as cancelled, and its account gets no notification', async () => {
    const [token, admin] = [await platform.signUp(), await platform.signInAsAdmin()];
    const before = await platform.figures(admin);
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const { id } = await placed(token);
        return { id, status: (await platform.request('POST', `/api/orders/${id}/cancel`, { token })).status };
      }),
    );
    const cancelled = answers.filter(({ status }) => status === 200).map(({ id }) => id);
    const { created, processed } = before;
    expect(await platform.figures(admin)).toMatchObject({
      created: created + 30,
      processed: processed + 30 - cancelled.length,
      cancelled: before.cancelled + cancelled.length,
    });
    const { items } = await platform.orders.notifications(token, 100);
    const told = items.map(({ text }) => text).join();
    expect(cancelled.filter((id) => told.includes(id))).toEqual([]);
    for (const id of cancelled) {
      expect([0, 2]).toContain((await platform.webhooks(id)).length);
    }
  });

  it('can be followed hop by hop', async () => {
    const outcome = await platform.fairwayJson<SmokeOutcome>(['smoke']);
    expect(outcome.steps.filter(({ ok }) => !ok)).toEqual([]);
    const journey = await platform.fairwayJson<Journey>(['journey', outcome['orderId'] ?? '']);
    expect(journey).toMatchObject({ status: 'processed', missing: [] });
    const kinds = new Set(journey.hops.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['http', 'row', 'record', 'handler', 'webhook']));
    const what = journey.hops.map(({ kind, where, what: text }) => `${kind} ${where} ${text}`);
    for (const hop of [
      /^http api-gateway POST \/api\/orders → 201/,
      /^http order-service POST \/api\/orders → 201/,
      /^row order-service orders: pending, 52\.80 EUR/,
      /^record orders\[\d\] @ \d+ order.created$/,
      /^handler event-processor handled order.created/,
      /^webhook partner accepted order.created at attempt 1$/,
      /^record deliveries\[\d\] @ \d+ delivery.accepted$/,
      /^handler order-service handled delivery.accepted/,
      /^record orders\[\d\] @ \d+ order.processed$/,
      /^handler event-processor handled order.processed/,
      /^row order-service orders: processed$/,
      /^record notifications\[\d\] @ \d+ notification.requested$/,
      /^row event-processor notifications: order-processed delivered$/,
      /^record events\[\d\] @ \d+ notification.delivered$/,
    ]) {
      expect(what).toContainEqual(expect.stringMatching(hop));
    }
    const records = journey.hops.filter(({ kind }) => kind === 'record').map(({ what: type }) => type);
    expect(records).toEqual([
      'order.created',
      'delivery.accepted',
      'order.processed',
      'notification.requested',
      'notification.delivered',
    ]);
  });

  it('names what it waits for while no service handles its event', async () => {
    const pid = platform.pidOf('event-processor');
    const token = await platform.signUp();
    process.kill(pid, 'SIGSTOP');
    try {
      const { id } = await platform.orders.create(token, tea);
      const journey = await platform.fairwayJson<Journey>(['journey', id]);
      expect(journey.status).toBe('pending');
      expect(journey.missing).toContainEqual(
        expect.stringMatching(/^order.created published .* ago, not yet handled by event-processor$/),
      );
      expect(journey.missing).toContainEqual(expect.stringMatching(/^order still pending/));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});

it('log lines name the order in every service that works on it', async () => {
  const token = await platform.signUp();
  const { id } = await placed(token);
  await eventually(async () => (await platform.order(token, id)).status === 'processed');
  for (const service of ['order-service', 'event-processor']) {
    await eventually(async () =>
      (await platform.fairway(['logs', service, '--grep', id])).stdout.includes(`orderId=${id}`),
    );
  }
});

it('a registration leads to a profile and a welcome notification', async () => {
  const token = await platform.signUp('Grace');
  const profile = await eventually(() => platform.api.getProfile(token));
  expect(profile.name).toBe('Grace');
  await eventually(async () => {
    const { items } = await platform.orders.notifications(token);
    return items.some(({ template }) => template === 'welcome');
  });
});

describe('bad input', () => {
  it('400 for a bad body', async () => {
    const token = await platform.signUp();
    const answer = await platform.request('POST', '/api/orders', {
      token,
      body: { ...tea, items: [] },
      headers: { 'idempotency-key': 'k' },
    });
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({ code: 'validation_failed' });
  });

  it('401 without a token', async () => {
    const answer = await platform.request('POST', '/api/orders', { body: tea });
    expect(answer.status).toBe(401);
    expect(await problemOf(answer)).toMatchObject({ code: 'token_missing' });
  });

  it('403 for the figures without the role', async () => {
    const answer = await platform.request('GET', '/api/analytics/orders/daily', { token: await platform.signUp() });
    expect(answer.status).toBe(403);
    expect(await problemOf(answer)).toMatchObject({ code: 'role_missing' });
  });

  it('404 for another account’s order and for an unknown route', async () => {
    const { id } = await placed(await platform.signUp());
    const stranger = await platform.signUp();
    const [order, route] = await Promise.all([
      platform.request('GET', `/api/orders/${id}`, { token: stranger }),
      platform.request('GET', '/api/nothing', { token: stranger }),
    ]);
    expect([order.status, route.status]).toEqual([404, 404]);
    expect(await problemOf(order)).toMatchObject({ code: 'order_not_found' });
    expect(await problemOf(route)).toMatchObject({ code: 'route_not_found' });
  });

  it.each(publicRoutes)('$method $path is served by its service', async ({ method, path, body }) => {
    const token = await platform.signUp();
    const answer = await platform.request(method, path.replace(/:\w+/, randomUUID()), {
      token,
      ...(body ? { body: {} } : {}),
    });
    const text = await answer.text();
    expect(answer.status).toBeLessThan(500);
    expect(text).not.toContain('route_not_found');
  });
});

describe('while Kafka is stopped', () => {
  it('all orders are accepted, and processed once afterwards', async () => {
    const [token, admin] = [await platform.signUp(), await platform.signInAsAdmin()];
    const before = await platform.figures(admin);
    platform.kill('kafka');
    const answers = await Promise.all(Array.from({ length: 200 }, () => platform.place(token)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 201));
    const after = await platform.figures(admin);
    expect([after.created - before.created, after.processed - before.processed]).toEqual([200, 200]);
    const orders = (await Promise.all(answers.map((answer) => answer.json()))) as OrderView[];
    for (const { id } of orders) {
      expect((await platform.order(token, id)).status).toBe('processed');
      expect(await platform.webhooks(id)).toHaveLength(1);
    }
  });
});

describe('a poison record on orders', () => {
  it('reaches orders.dlq with its cause and blocks no other', async () => {
    const letters = await platform.follow('orders.dlq');
    const producer = platform.kafka().createProducer();
    const value = Buffer.from('this is no event');
    await producer.send(
      [0, 1, 2, 3, 4, 5].map((partition) => ({
        topic: 'orders',
        partition,
        key: Buffer.from('by hand'),
        value,
        headers: [],
      })),
    );
    await producer.close();
    const token = await platform.signUp();
    const { id } = await placed(token);
    await eventually(async () => (await platform.order(token, id)).status === 'processed');
    await eventually(() => letters.records.length === 6);
    const causes = new Set(letters.records.map((record) => headerOf(record, 'dlq-cause')?.toString()));
    expect(causes).toEqual(new Set(['The record is not a CloudEvent: it has no header ce_type']));
    const consumers = new Set(letters.records.map((record) => headerOf(record, 'dlq-consumer')?.toString()));
    expect(consumers).toEqual(new Set(['event-processor']));
    await letters.stop();
  });
});

describe('stopping and starting', () => {
  it('loses nothing that was accepted', async () => {
    const token = await platform.signUp();
    const orders = await Promise.all(Array.from({ length: 50 }, () => placed(token)));
    expect((await platform.fairway(['down'])).exitCode).toBe(0);
    await platform.up();
    for (const { id } of orders) {
      await eventually(async () => (await platform.order(token, id)).status === 'processed');
    }
  });

  it('by kill -9 of the supervisor leaves no process behind', async () => {
    const { supervisorPid } = await platform.status();
    expect(platform.liveProcesses.length).toBeGreaterThanOrEqual(9);
    process.kill(supervisorPid, 'SIGKILL');
    await eventually(() => platform.liveProcesses.length === 0);
    expect((await platform.fairway(['status'])).exitCode).toBe(4);
  });
});
