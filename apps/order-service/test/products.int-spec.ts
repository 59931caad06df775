import { randomUUID } from 'node:crypto';
import type { OrderView, ProblemDetails, ProductPage, ProductView } from '@fairway/contracts';
import {
  eventually,
  Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let testbed: Testbed;
let postgres: TestPostgres;
let kafka: TestKafka;
let issuer: TokenIssuer;
let service: TestService;
let otherReplica: TestService;
const userId = randomUUID();
const adminId = randomUUID();

beforeAll(async () => {
  testbed = await Testbed.open();
  [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  await kafka.createTopics(['orders', 'orders.dlq', 'deliveries', 'deliveries.dlq']);
  const environment = {
    ...issuer.environment,
    DATABASE_URL: await postgres.createDatabase('orders'),
    KAFKA_BROKERS: kafka.bootstrapServer,
  };
  service = await testbed.service('order-service', environment);
  otherReplica = await testbed.service('order-service', environment);
});

afterAll(async () => {
  await testbed.close();
  await issuer.stop();
});

interface Options {
  readonly at?: TestService;
  readonly body?: unknown;
  readonly key?: string;
  readonly as?: 'user' | 'admin' | 'anonymous';
}

async function send(
  method: string,
  path: string,
  { at = service, body, key, as = 'user' }: Options = {},
): Promise<Response> {
  const token = as === 'admin' ? await issuer.tokenFor(adminId, ['user', 'admin']) : await issuer.tokenFor(userId);
  return fetch(`${at.url}/api/${path}`, {
    method,
    headers: {
      ...(as === 'anonymous' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const newSku = () => `sku-${randomUUID()}`;
const put = (sku: string, prices: Readonly<Record<string, number>>, options: Options = {}) =>
  send('PUT', `products/${sku}`, { as: 'admin', body: { name: 'Cake', prices }, ...options });
const retire = (sku: string, as: 'user' | 'admin' | 'anonymous' = 'admin') => send('DELETE', `products/${sku}`, { as });

type Line = readonly [sku: string, quantity: number];
const place = (lines: readonly Line[], { currency = 'EUR', key = randomUUID(), at = service } = {}) =>
  send('POST', 'orders', { at, key, body: { currency, items: lines.map(([sku, quantity]) => ({ sku, quantity })) } });

async function product(prices: Readonly<Record<string, number>>): Promise<string> {
  const sku = newSku();
  expect((await put(sku, prices)).status).toBe(200);
  return sku;
}

async function orderOf(answer: Response): Promise<OrderView> {
  expect(answer.status).toBe(201);
  return (await answer.json()) as OrderView;
}

/** Code of the problem, and its place in the request. */
async function problemOf(answer: Response): Promise<{ code: string; pointers: string[] | undefined }> {
  const { code, errors } = (await answer.json()) as ProblemDetails;
  return { code, pointers: errors?.map(({ pointer }) => pointer) };
}

describe('a price', () => {
  it('applies to orders after a change; earlier ones keep theirs', async () => {
    const sku = await product({ EUR: 300 });
    const before = await orderOf(await place([[sku, 3]]));
    expect(before).toMatchObject({ totalMinor: 900, items: [{ sku, quantity: 3, unitPriceMinor: 300 }] });
    expect((await put(sku, { EUR: 401 })).status).toBe(200);
    expect(await orderOf(await place([[sku, 3]]))).toMatchObject({
      totalMinor: 1_203,
      items: [{ unitPriceMinor: 401 }],
    });
    expect(await (await send('GET', `orders/${before.id}`)).json()).toEqual(before);
  });

  it('is either the old or the new one, in item and total, while it changes', async () => {
    const sku = await product({ EUR: 1 });
    const [changed, ...placed] = await Promise.all([
      put(sku, { EUR: 1_000 }),
      ...Array.from({ length: 40 }, () => place([[sku, 2]]).then(orderOf)),
    ]);
    expect(changed.status).toBe(200);
    const asOrdered = placed.map(({ totalMinor, items: [item] }) => [item?.unitPriceMinor, totalMinor]);
    expect([
      [1, 2],
      [1_000, 2_000],
    ]).toEqual(expect.arrayContaining(asOrdered));
    expect(await orderOf(await place([[sku, 2]]))).toMatchObject({ totalMinor: 2_000 });
  });

  it('does not change in the answer to a repeated request, even when it or the product is gone', async () => {
    const sku = await product({ EUR: 300 });
    const key = randomUUID();
    const first = await orderOf(await place([[sku, 1]], { key }));
    await put(sku, { EUR: 999 });
    expect(await orderOf(await place([[sku, 1]], { key }))).toEqual(first);
    await retire(sku);
    const repeated = await place([[sku, 1]], { key });
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    expect(await orderOf(repeated)).toEqual(first);
    const other = await place([[sku, 2]], { key });
    expect(other.status).toBe(422);
    expect(await problemOf(other)).toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('changes on the other replica soon after', async () => {
    const sku = await product({ EUR: 300 });
    await eventually(async () => (await place([[sku, 1]], { at: otherReplica })).status === 201);
    await put(sku, { EUR: 500 });
    await eventually(async () => (await orderOf(await place([[sku, 1]], { at: otherReplica }))).totalMinor === 500);
    await retire(sku);
    await eventually(async () => (await place([[sku, 1]], { at: otherReplica })).status === 422);
  });

  it('gives exact totals in the largest order when it is the highest', async () => {
    const sku = await product({ EUR: 1_000_000_000 });
    const order = await orderOf(await place(Array.from({ length: 100 }, () => [sku, 10_000] as const)));
    expect(order.totalMinor).toBe(1_000_000_000_000_000);
    expect(await (await send('GET', `orders/${order.id}`)).json()).toEqual(order);
  });
});

describe('an order of an unavailable product', () => {
  it('is refused with every place, and its key stays unused', async () => {
    const sku = await product({ EUR: 300 });
    const key = randomUUID();
    const refused = await place(
      [
        [newSku(), 1],
        [sku, 1],
        [sku.toUpperCase(), 1],
      ],
      { key },
    );
    expect(refused.status).toBe(422);
    expect(await problemOf(refused)).toEqual({ code: 'product_unknown', pointers: ['/items/0/sku', '/items/2/sku'] });
    expect((await orderOf(await place([[sku, 1]], { key }))).totalMinor).toBe(300);
  });

  it('is refused in a currency without a price', async () => {
    const sku = await product({ EUR: 300 });
    const refused = await place([[sku, 1]], { currency: 'CHF' });
    expect(refused.status).toBe(422);
    expect(await problemOf(refused)).toEqual({ code: 'product_unknown', pointers: ['/items/0/sku'] });
  });
});

describe('a product', () => {
  it('can be retired and return, and its orders stay', async () => {
    const sku = await product({ EUR: 300 });
    const order = await orderOf(await place([[sku, 1]]));
    expect((await retire(sku)).status).toBe(204);
    expect((await place([[sku, 1]])).status).toBe(422);
    expect(await (await send('GET', `orders/${order.id}`)).json()).toEqual(order);
    const again = await retire(sku);
    expect(again.status).toBe(404);
    expect(await problemOf(again)).toMatchObject({ code: 'product_not_found' });
    await put(sku, { EUR: 700 });
    expect((await orderOf(await place([[sku, 1]]))).totalMinor).toBe(700);
  });

  it('is returned as it is now', async () => {
    const sku = newSku();
    const changed = (await (await put(sku, { EUR: 300, JPY: 0 })).json()) as ProductView;
    expect(changed).toEqual({ sku, name: 'Cake', prices: { EUR: 300, JPY: 0 }, updatedAt: changed.updatedAt });
    const page = (await (await send('GET', 'products?limit=100')).json()) as ProductPage;
    expect(page.items).toContainEqual(changed);
    await put(sku, { USD: 1 });
    expect((await place([[sku, 1]])).status).toBe(422);
  });

  it('is listed by SKU, in pages', async () => {
    await Promise.all([product({ EUR: 1 }), product({ EUR: 1 }), put(`Z-${randomUUID()}`, { EUR: 1 })]);
    const all = ((await (await send('GET', 'products?limit=100')).json()) as ProductPage).items.map(({ sku }) => sku);
    expect(all).toEqual(all.toSorted());
    expect(all).toEqual(expect.arrayContaining(['cup', 'kettle', 'tea']));
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page = (await (await send('GET', `products?limit=3${next && `&cursor=${next}`}`)).json()) as ProductPage;
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ sku }) => sku));
      next = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });

  it.each(['limit=0', 'limit=101', 'cursor=nonsense', 'page=2'])('400 for the list with ?%s', async (query) => {
    const answer = await send('GET', `products?${query}`);
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toMatchObject({ code: 'validation_failed' });
  });

  it('is changed by administrators only, and the log says by whom', async () => {
    const sku = await product({ EUR: 300 });
    for (const [as, status] of [
      ['user', 403],
      ['anonymous', 401],
    ] as const) {
      expect((await put(sku, { EUR: 1 }, { as })).status).toBe(status);
      expect((await retire(sku, as)).status).toBe(status);
    }
    expect((await send('GET', 'products', { as: 'anonymous' })).status).toBe(401);
    expect((await orderOf(await place([[sku, 1]]))).totalMinor).toBe(300);
    await retire(sku);
    const told = async () => (await service.logLines()).filter((line) => line['sku'] === sku);
    await eventually(async () => (await told()).length === 2);
    expect((await told()).map(({ securityEvent, userId: by, prices }) => ({ securityEvent, by, prices }))).toEqual([
      { securityEvent: 'admin_product_changed', by: adminId, prices: '{"EUR":300}' },
      { securityEvent: 'admin_product_retired', by: adminId, prices: undefined },
    ]);
  });

  it.each([
    ['no price', { name: 'Cake', prices: {} }, '/prices'],
    ['a negative price', { name: 'Cake', prices: { EUR: -1 } }, '/prices/EUR'],
    ['a fraction as price', { name: 'Cake', prices: { EUR: 1.5 } }, '/prices/EUR'],
    ['a price over the limit', { name: 'Cake', prices: { EUR: 1_000_000_001 } }, '/prices/EUR'],
    ['a text as price', { name: 'Cake', prices: { EUR: '1' } }, '/prices/EUR'],
    ['an unknown currency', { name: 'Cake', prices: { EUR: 1, XYZ: 1 } }, '/prices'],
    ['an invisible name', { name: '\u200b', prices: { EUR: 1 } }, '/name'],
    ['no name', { prices: { EUR: 1 } }, '/name'],
    ['an unknown property', { name: 'Cake', prices: { EUR: 1 }, sku: 'cake' }, ''],
  ])('400 for %s, with its pointer', async (_, body, pointer) => {
    const answer = await send('PUT', `products/${newSku()}`, { as: 'admin', body });
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toEqual({ code: 'validation_failed', pointers: [pointer] });
  });

  it.each(['-tea', 't%20a', 't%2Fa', '%C3%A9', `a${'b'.repeat(64)}`])('400 for the SKU %s', async (sku) => {
    const answer = await put(sku, { EUR: 1 });
    expect(answer.status).toBe(400);
    expect(await problemOf(answer)).toEqual({ code: 'validation_failed', pointers: ['/params/sku'] });
  });
});

interface Check {
  readonly name: string;
  readonly state: string;
  readonly reason?: string;
  readonly detail?: string;
}

function checkBecomes(expected: object): Promise<boolean> {
  return eventually(
    async () => {
      const { checks } = (await (await fetch(`${service.managementUrl}/health/ready`)).json()) as { checks: Check[] };
      expect(checks.find(({ name }) => name === 'products')).toEqual({ name: 'products', ...expected });
      return true;
    },
    { everyMs: 200 },
  );
}

describe('while the products cannot be read', () => {
  it('the last ones read stay in force, and readiness reports it', async () => {
    const sku = await product({ EUR: 300 });
    await postgres.query('orders', 'ALTER TABLE products RENAME TO products_away');
    await checkBecomes({
      state: 'passing',
      detail: expect.stringMatching(/^Prices are \d+ s old: relation "products" does not exist/),
    });
    expect((await orderOf(await place([[sku, 1]]))).totalMinor).toBe(300);
    await postgres.query('orders', 'ALTER TABLE products_away RENAME TO products');
    await checkBecomes({ state: 'passing' });
  });

  it('because the database is down, the list is still served, and orders succeed afterwards', async () => {
    const sku = await product({ EUR: 300 });
    await postgres.kill();
    await checkBecomes({ state: 'passing', detail: expect.stringMatching(/^Prices are \d+ s old: /) });
    expect((await send('GET', 'products')).status).toBe(200);
    expect((await place([[sku, 1]])).status).toBe(503);
    await postgres.restart();
    await eventually(async () => (await place([[sku, 1]])).status === 201);
    await checkBecomes({ state: 'passing' });
  });

  it('from its start on, a service is not ready and places no order', async () => {
    await service.stop();
    await postgres.query('orders', 'ALTER TABLE products RENAME TO products_away');
    const started = service.restart();
    await checkBecomes({
      state: 'failing',
      reason: expect.stringContaining('The products have not been read yet: relation "products" does not exist'),
    });
    const refused = await eventually(() => place([['tea', 1]]).catch(() => undefined));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    await postgres.query('orders', 'ALTER TABLE products_away RENAME TO products');
    await started;
    expect((await place([['tea', 1]])).status).toBe(201);
  });
});
