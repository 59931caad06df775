import { randomUUID } from 'node:crypto';
import {
  dataSchemaOf,
  deliveryAccepted,
  deliveryGivenUp,
  type EventData,
  type EventDefinition,
  type OrderPage,
  type OrderView,
} from '@fairway/contracts';
import { headerOf, type IncomingRecord, type OutgoingRecord } from '@fairway/messaging';
import {
  eventually,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const tea = { currency: 'EUR', items: [{ sku: 'tea', quantity: 2 }] };
const pricedTea = { currency: 'EUR', items: [{ sku: 'tea', quantity: 2, unitPriceMinor: 895 }], totalMinor: 1_790 };

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['orders', 'orders.dlq', 'deliveries', 'deliveries.dlq']);
  service = await testbed.service('order-service', {
    ...issuer.environment,
    DATABASE_URL: await postgres.createDatabase('orders'),
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
});

afterAll(async () => {
  await testbed.close();
  await issuer.stop();
});

/** An account and its requests; each test has its own, so that it does not see other tests' orders. */
async function signIn(userId = randomUUID()) {
  const token = await issuer.tokenFor(userId);
  const send = async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    userId,
    get: (path: string) => send('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      send('POST', path, { body, ...(headers ? { headers } : {}) }),
    place: (body: unknown = tea, key: string = randomUUID()) =>
      send('POST', '/api/orders', { body, headers: { 'idempotency-key': key } }),
  };
}

type Account = Awaited<ReturnType<typeof signIn>>;

/** A record as event-processor publishes it. */
function eventRecord<Definition extends EventDefinition>(
  definition: Definition,
  data: EventData<Definition>,
): OutgoingRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: definition.type,
    ce_source: 'test',
    ce_time: new Date().toISOString(),
    ce_dataschema: dataSchemaOf(definition),
  };
  return {
    topic: 'deliveries',
    key: Buffer.from(definition.key(data)),
    value: Buffer.from(JSON.stringify(data)),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
  };
}

async function bodyOf<T>(answer: Response): Promise<T> {
  return (await answer.json()) as T;
}

const placed = async (answer: Response) => bodyOf<OrderView>(answer);

describe('POST /api/orders', () => {
  describe('201', () => {
    it('returns the order and its Location', async () => {
      const account = await signIn();
      const answer = await account.place();
      const order = await placed(answer);
      expect(answer.status).toBe(201);
      expect(order).toMatchObject({ status: 'pending', ...pricedTea });
      expect(answer.headers.get('location')).toBe(`/api/orders/${order.id}`);
      expect(await bodyOf(await account.get(`/api/orders/${order.id}`))).toEqual(order);
    });

    it('returns the same order for the same key, also when requests race', async () => {
      const account = await signIn();
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 40 }, () => account.place(tea, key)));
      const orders = await Promise.all(answers.map(placed));
      expect(answers.every(({ status }) => status === 201)).toBe(true);
      expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
      expect((await bodyOf<OrderPage>(await account.get('/api/orders'))).items).toHaveLength(1);
    });

    it('keeps the keys of two accounts apart', async () => {
      const key = randomUUID();
      const [first, second] = await Promise.all([signIn(), signIn()]);
      const [one, two] = [await placed(await first.place(tea, key)), await placed(await second.place(tea, key))];
      expect(one.id).not.toBe(two.id);
    });

    it('publishes order.created, keyed by the order, with the trace of the request', async () => {
      const records = await kafka.follow('orders');
      const account = await signIn();
      const traceId = 'a'.repeat(32);
      const order = await placed(
        await account.post('/api/orders', tea, {
          'idempotency-key': randomUUID(),
          traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        }),
      );
      const record = await eventually(() => records.find(({ key }) => key?.toString() === order.id));
      expect(headerOf(record, 'ce_type')?.toString()).toBe('order.created');
      expect(headerOf(record, 'traceparent')?.toString()).toContain(traceId);
      expect(JSON.parse(record.value?.toString() ?? '')).toMatchObject({
        orderId: order.id,
        userId: account.userId,
        ...pricedTea,
      });
    });
  });

  describe('400', () => {
    it('without Idempotency-Key', async () => {
      const answer = await (await signIn()).post('/api/orders', tea);
      expect(answer.status).toBe(400);
      expect(await bodyOf(answer)).toMatchObject({ code: 'idempotency_key_missing' });
    });

    it.each([
      ['an empty list of items', { ...tea, items: [] }, '/items'],
      ['half a character', { ...tea, items: [{ sku: '\ud800tea', quantity: 1 }] }, '/items/0/sku'],
      ['an invisible name', { ...tea, items: [{ sku: '\u200b', quantity: 1 }] }, '/items/0/sku'],
      ['a fraction as quantity', { ...tea, items: [{ sku: 'tea', quantity: 1.5 }] }, '/items/0/quantity'],
      ['an unknown currency', { ...tea, currency: 'XYZ' }, '/currency'],
      ['a control character', { ...tea, items: [{ sku: 'te\u0000a', quantity: 1 }] }, '/items/0/sku'],
      ['a quantity over the limit', { ...tea, items: [{ sku: 'tea', quantity: 10_001 }] }, '/items/0/quantity'],
      ['an unknown property', { ...tea, totalMinor: 1 }, ''],
      ['a price set by the client', { ...tea, items: [{ sku: 'tea', quantity: 2, unitPriceMinor: 895 }] }, '/items/0'],
    ])('for %s, with its pointer, and writes nothing', async (_, body, pointer) => {
      const account = await signIn();
      const answer = await account.place(body);
      expect(answer.status).toBe(400);
      expect(await bodyOf(answer)).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
      expect((await bodyOf<OrderPage>(await account.get('/api/orders'))).items).toEqual([]);
    });

    it('for a body that is not JSON', async () => {
      const answer = await (await signIn()).place('{"currency": ');
      expect(answer.status).toBe(400);
      expect(await bodyOf(answer)).toMatchObject({ code: 'malformed_body' });
    });
  });

  it('401 without a token', async () => {
    const answer = await fetch(`${service.url}/api/orders`, { method: 'POST' });
    expect(answer.status).toBe(401);
    expect(await bodyOf(answer)).toMatchObject({ code: 'token_missing' });
  });

  it('422 when a key comes again with another order', async () => {
    const account = await signIn();
    const key = randomUUID();
    await account.place(tea, key);
    const answer = await account.place({ ...tea, currency: 'USD' }, key);
    expect(answer.status).toBe(422);
    expect(await bodyOf(answer)).toMatchObject({ code: 'idempotency_key_reused' });
  });
});

describe('GET /api/orders', () => {
  it('pages through the account’s own orders, newest first', async () => {
    const [account, other] = await Promise.all([signIn(), signIn()]);
    await other.place();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await placed(await account.place())).id);
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: OrderPage = await bodyOf(await account.get(`/api/orders?limit=2${next && `&cursor=${next}`}`));
      seen.push(...page.items.map(({ id }) => id));
      next = page.nextCursor;
    }
    expect(seen).toEqual(ids);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'page=2'])('400 for ?%s', async (query) => {
    const answer = await (await signIn()).get(`/api/orders?${query}`);
    expect(answer.status).toBe(400);
    expect(await bodyOf(answer)).toMatchObject({ code: 'validation_failed' });
  });
});

describe('GET /api/orders/:id', () => {
  it('404 for another account’s order, as for one that does not exist', async () => {
    const order = await placed(await (await signIn()).place());
    const stranger = await signIn();
    for (const id of [order.id, randomUUID()]) {
      const answer = await stranger.get(`/api/orders/${id}`);
      expect(answer.status).toBe(404);
      expect(await bodyOf(answer)).toMatchObject({ code: 'order_not_found' });
    }
  });

  it('400 for an invalid id', async () => {
    expect((await (await signIn()).get('/api/orders/17')).status).toBe(400);
  });
});

describe('POST /api/orders/:id/cancel', () => {
  it('200 and order.cancelled after order.created; a repetition changes nothing', async () => {
    const records = await kafka.follow('orders');
    const account = await signIn();
    const { id } = await placed(await account.place());
    for (let time = 0; time < 2; time += 1) {
      const answer = await account.post(`/api/orders/${id}/cancel`);
      expect(answer.status).toBe(200);
      expect(await bodyOf(answer)).toMatchObject({ id, status: 'cancelled' });
    }
    const last = await placed(await account.place());
    await eventually(() => records.some(({ key }) => key?.toString() === last.id));
    const types = records
      .filter(({ key }) => key?.toString() === id)
      .map((record) => headerOf(record, 'ce_type')?.toString());
    expect(types).toEqual(['order.created', 'order.cancelled']);
  });

  it('404 for another account’s order, which does not change', async () => {
    const owner = await signIn();
    const { id } = await placed(await owner.place());
    expect((await (await signIn()).post(`/api/orders/${id}/cancel`)).status).toBe(404);
    expect(await bodyOf(await owner.get(`/api/orders/${id}`))).toMatchObject({ status: 'pending' });
  });
});

describe('a delivery', () => {
  let records: readonly IncomingRecord[];
  beforeAll(async () => {
    records = await kafka.follow('orders');
  });

  const recordsOf = (id: string) => records.filter(({ key }) => key?.toString() === id);
  const typesOf = (id: string) => recordsOf(id).map((record) => headerOf(record, 'ce_type')?.toString());
  const dataOf = (id: string, type: string) =>
    recordsOf(id)
      .filter((record) => headerOf(record, 'ce_type')?.toString() === type)
      .map(({ value }) => JSON.parse(value?.toString() ?? '') as Record<string, unknown>);

  const at = '2026-01-02T00:00:00.000Z';
  const accepted = (orderId: string) =>
    eventRecord(deliveryAccepted, { orderId, webhookId: randomUUID(), acceptedAt: at });
  const givenUp = (orderId: string) =>
    eventRecord(deliveryGivenUp, {
      orderId,
      webhookId: randomUUID(),
      givenUpAt: at,
      attempts: 9,
      lastError: 'status 503',
    });

  const statusOf = async (account: Account, id: string) =>
    (await bodyOf<OrderView>(await account.get(`/api/orders/${id}`))).status;

  /** Its order is processed after everything produced before it: facts of one partition are handled in order. */
  async function everythingHandled(account: Account): Promise<void> {
    const orders = await Promise.all(Array.from({ length: 20 }, async () => placed(await account.place())));
    await kafka.produce(orders.map(({ id }) => accepted(id)));
    for (const { id } of orders) await eventually(async () => (await statusOf(account, id)) === 'processed');
    for (const { id } of orders) await eventually(() => typesOf(id).includes('order.processed'));
  }

  it('that is accepted makes its order processed and publishes that once, however often it comes', async () => {
    const account = await signIn();
    const { id, createdAt } = await placed(await account.place());
    const record = accepted(id);
    await kafka.produce([record, record, accepted(id)]);
    await eventually(async () => (await statusOf(account, id)) === 'processed');
    await everythingHandled(account);
    await eventually(() => typesOf(id).includes('order.processed'));
    expect(typesOf(id)).toEqual(['order.created', 'order.processed']);
    expect(dataOf(id, 'order.processed')).toEqual([
      {
        orderId: id,
        userId: account.userId,
        currency: 'EUR',
        totalMinor: 1_790,
        createdAt,
        previousStatus: 'pending',
        processedAt: at,
      },
    ]);
    expect((await account.post(`/api/orders/${id}/cancel`)).status).toBe(409);
  });

  it('that is accepted does not change a cancelled order', async () => {
    const account = await signIn();
    const { id } = await placed(await account.place());
    expect((await account.post(`/api/orders/${id}/cancel`)).status).toBe(200);
    await kafka.produce([accepted(id), givenUp(id)]);
    await everythingHandled(account);
    expect(await statusOf(account, id)).toBe('cancelled');
    await eventually(() => typesOf(id).length >= 2);
    expect(typesOf(id)).toEqual(['order.created', 'order.cancelled']);
  });

  it('that is given up makes its order undeliverable, and the order can be cancelled', async () => {
    const account = await signIn();
    const { id } = await placed(await account.place());
    await kafka.produce([givenUp(id)]);
    await eventually(async () => (await statusOf(account, id)) === 'undeliverable');
    expect((await account.post(`/api/orders/${id}/cancel`)).status).toBe(200);
    await eventually(() => typesOf(id).length === 3);
    expect(typesOf(id)).toEqual(['order.created', 'order.undeliverable', 'order.cancelled']);
    expect(dataOf(id, 'order.cancelled')).toMatchObject([{ previousStatus: 'undeliverable' }]);
  });

  it('that is accepted after it was given up makes its order processed; given up later, it stays processed', async () => {
    const account = await signIn();
    const { id } = await placed(await account.place());
    await kafka.produce([givenUp(id), accepted(id), givenUp(id)]);
    await eventually(async () => (await statusOf(account, id)) === 'processed');
    await everythingHandled(account);
    await eventually(() => typesOf(id).length === 3);
    expect(typesOf(id)).toEqual(['order.created', 'order.undeliverable', 'order.processed']);
    expect(dataOf(id, 'order.processed')).toMatchObject([{ previousStatus: 'undeliverable' }]);
  });

  it('races with a cancellation: each order ends in one status, published once, and each 200 stands', async () => {
    const account = await signIn();
    const orders = await Promise.all(Array.from({ length: 60 }, async () => placed(await account.place())));
    const [, ...answers] = await Promise.all([
      kafka.produce(orders.map(({ id }) => accepted(id))),
      ...orders.map(async ({ id }) => ({ id, status: (await account.post(`/api/orders/${id}/cancel`)).status })),
    ]);
    for (const { id, status } of answers) {
      expect([200, 409]).toContain(status);
      const end = status === 200 ? 'cancelled' : 'processed';
      await eventually(async () => (await statusOf(account, id)) === end);
      await eventually(() => typesOf(id).length === 2);
      expect(typesOf(id)).toEqual(['order.created', `order.${end}`]);
    }
    await everythingHandled(account);
    expect(orders.flatMap(({ id }) => typesOf(id))).toHaveLength(120);
  });
});

describe('while PostgreSQL is down', () => {
  it('orders get 503 with Retry-After, and the same key places the order once afterwards', async () => {
    const account = await signIn();
    const key = randomUUID();
    await postgres.kill();
    const refused = await account.place(tea, key);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await bodyOf(refused)).toMatchObject({ code: 'service_unavailable' });
    await postgres.restart();
    const answer = await eventually(async () => {
      const attempt = await account.place(tea, key);
      return attempt.status === 201 ? attempt : undefined;
    });
    const order = await placed(answer);
    expect((await bodyOf<OrderPage>(await account.get('/api/orders'))).items).toEqual([order]);
  });
});
