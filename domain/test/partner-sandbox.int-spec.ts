import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { StandIn } from '@fairway/local-servers';
import { Testbed } from '@fairway/testkit';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes!').toString('base64')}`;

let testbed: Testbed;
let sandbox: StandIn;
beforeAll(async () => {
  testbed = await Testbed.open();
  sandbox = await testbed.standIn('partner-sandbox', { PARTNER_WEBHOOK_SECRET: SECRET });
});
afterAll(() => testbed.close());

interface Delivery {
  readonly id?: string;
  readonly orderId?: string;
  readonly secret?: string;
  readonly signedAt?: Date;
  /** Sent instead of the signed body. */
  readonly forged?: string;
  readonly body?: string;
}

async function deliver({
  id = randomUUID(),
  orderId = randomUUID(),
  secret = SECRET,
  signedAt = new Date(),
  forged,
  body,
}: Delivery): Promise<Response> {
  const signed =
    body ?? JSON.stringify({ type: 'order.created', timestamp: signedAt.toISOString(), data: { orderId } });
  return await fetch(`${sandbox.url}/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, signedAt, signed),
    },
    body: forged ?? signed,
  });
}

/**
 * Sends a body without a Content-Length, too large for the socket buffers, and only then reads the answer. Uses a raw
 * socket: Node's HTTP client emits no 'drain' once it has the answer.
 */
async function sendBeforeListening(path: string, mebibytes: number): Promise<string> {
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
  const head = `POST ${path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024), Buffer.from('\r\n')]);
  const request = Buffer.concat([Buffer.from(head), ...Array<Buffer>(mebibytes).fill(chunk), Buffer.from('0\r\n\r\n')]);
  await promisify<Buffer>(socket.write.bind(socket))(request);
  return text(socket);
}

const get = async (path: string): Promise<unknown> => await (await fetch(`${sandbox.url}${path}`)).json();
const behave = (behaviour: unknown) =>
  fetch(`${sandbox.url}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });

async function statsChange(action: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = (await get('/stats')) as Record<string, number>;
  await action();
  const after = (await get('/stats')) as Record<string, number>;
  return Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}

test('accepts a signed webhook and lists it by its order', async () => {
  const [id, orderId] = [randomUUID(), randomUUID()];
  const change = await statsChange(async () => expect((await deliver({ id, orderId })).status).toBe(204));
  expect(change).toEqual({ verified: 1, duplicates: 0, rejected: 0 });
  expect(await get(`/webhooks?orderId=${orderId}`)).toEqual({
    items: [
      {
        webhookId: id,
        type: 'order.created',
        orderId,
        receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        deliveries: 1,
      },
    ],
  });
});

test('lists all webhooks in order of arrival when no order is given', async () => {
  const orders = [randomUUID(), randomUUID()];
  for (const orderId of orders) await deliver({ orderId });
  const { items } = (await get('/webhooks')) as { items: { orderId: string | null }[] };
  expect(items.slice(-2).map(({ orderId }) => orderId)).toEqual(orders);
});

test('answers a repeated webhook with 200 and keeps it once', async () => {
  const [id, orderId] = [randomUUID(), randomUUID()];
  const statuses = [await deliver({ id, orderId }), await deliver({ id, orderId }), await deliver({ id, orderId })].map(
    ({ status }) => status,
  );
  expect(statuses).toEqual([204, 200, 200]);
  expect(await get(`/webhooks?orderId=${orderId}`)).toMatchObject({ items: [{ webhookId: id, deliveries: 3 }] });
});

describe('a webhook is refused and not stored', () => {
  const body = (orderId: string) =>
    JSON.stringify({ type: 'order.created', timestamp: '2026-01-01T00:00:00Z', data: { orderId } });
  const hourMs = 3_600_000;
  test.each<[string, number, (orderId: string) => Delivery]>([
    [
      'signed with another secret',
      400,
      () => ({ secret: `whsec_${Buffer.from('another secret').toString('base64')}` }),
    ],
    ['with a body that was changed', 400, (orderId) => ({ body: body('other'), forged: body(orderId) })],
    ['signed an hour ago', 400, () => ({ signedAt: new Date(Date.now() - hourMs) })],
    ['that is not JSON', 400, () => ({ body: 'hello' })],
    ['without a type', 400, (orderId) => ({ body: JSON.stringify({ data: { orderId } }) })],
    ['with an id that is too long', 400, () => ({ id: 'x'.repeat(201) })],
  ])('%s: %s', async (_, status, delivery) => {
    const orderId = randomUUID();
    const change = await statsChange(async () => {
      const response = await deliver({ orderId, ...delivery(orderId) });
      expect([response.status, await response.json()]).toEqual([status, { error: expect.any(String) }]);
    });
    expect(change).toEqual({ verified: 0, duplicates: 0, rejected: 1 });
    expect(await get(`/webhooks?orderId=${orderId}`)).toEqual({ items: [] });
  });

  test('without a signature: 400', async () => {
    expect(
      (await fetch(`${sandbox.url}/webhooks`, { method: 'POST', headers: { 'webhook-id': 'x' }, body: body('o') }))
        .status,
    ).toBe(400);
  });

  test('above 64 KiB, whether its length is declared or not: 413', async () => {
    expect((await deliver({ body: 'x'.repeat(64 * 1024 + 1) })).status).toBe(413);
    expect(await sendBeforeListening('/webhooks', 8)).toMatch(/^HTTP\/1.1 413 /);
  });

  test('at another address, however large: 404', async () => {
    expect(await sendBeforeListening('/elsewhere', 8)).toMatch(/^HTTP\/1.1 404 /);
  });

  test('of exactly 64 KiB is read', async () => {
    expect((await deliver({ body: 'x'.repeat(64 * 1024) })).status).toBe(400);
  });
});

describe('the sandbox fails on demand', () => {
  test('with a status, without accepting the webhook, until told otherwise', async () => {
    const [id, orderId] = [randomUUID(), randomUUID()];
    expect((await behave({ status: 503 })).status).toBe(200);
    expect((await deliver({ id, orderId })).status).toBe(503);
    expect(await get(`/webhooks?orderId=${orderId}`)).toEqual({ items: [] });
    await behave({ status: null });
    expect((await deliver({ id, orderId })).status).toBe(204);
  });

  test('with a status for the orders of one account only', async () => {
    const of = (userId: string) =>
      deliver({ body: JSON.stringify({ type: 'order.created', data: { orderId: randomUUID(), userId } }) });
    await behave({ status: 400, userId: 'ada' });
    expect([(await of('ada')).status, (await of('bob')).status, (await deliver({})).status]).toEqual([400, 204, 204]);
    await behave({ status: null, userId: null });
    expect((await of('ada')).status).toBe(204);
  });

  test('by answering late what it accepted at once', async () => {
    const orderId = randomUUID();
    await behave({ delayMs: 300 });
    const startedAt = performance.now();
    const late = deliver({ orderId });
    await expect
      .poll(() => get(`/webhooks?orderId=${orderId}`), { interval: 10 })
      .toMatchObject({ items: [{ orderId }] });
    expect((await late).status).toBe(204);
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    await behave({ delayMs: 0 });
  });

  test.each([{ status: 200 }, { status: 'x' }, { delayMs: -1 }, { delayMs: 60_001 }, { userId: 7 }, { speed: 1 }, []])(
    'but refuses %j with 400',
    async (behaviour) => {
      expect((await behave(behaviour)).status).toBe(400);
      expect((await deliver({})).status).toBe(204);
    },
  );
});

test('lists the addresses when another one is requested', async () => {
  expect((await fetch(`${sandbox.url}/health`)).status).toBe(200);
  expect((await fetch(`${sandbox.url}/elsewhere`)).status).toBe(404);
});

test('reports an invalid secret in its log', async () => {
  const start = testbed.standIn('partner-sandbox', { PARTNER_WEBHOOK_SECRET: 'whsec_%%%' });
  await expect(start).rejects.toMatchObject({
    code: 'failed',
    cause: expect.stringContaining('must be whsec_ followed by base64'),
  });
});
