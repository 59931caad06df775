import { randomUUID } from 'node:crypto';
import { headerOf, type IncomingRecord } from '@fairway/messaging';
import { eventually, type TestService } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelledRecord, createdRecord, EventProcessorBed, newOrder, generousTimeout } from './event-processor-bed.js';
import { type ReceivedWebhook, type Reply, ScriptedPartner } from './scripted-partner.js';

let bed: EventProcessorBed;
let partner: ScriptedPartner;
let service: TestService;
let published: readonly IncomingRecord[];

beforeAll(async () => {
  bed = await EventProcessorBed.open();
  partner = await ScriptedPartner.start();
  published = await bed.kafka.follow('deliveries');
  service = await bed.startService({ PARTNER_WEBHOOK_URL: partner.url });
});
beforeEach(() => {
  partner.reply = () => ({ status: 204 });
});
afterAll(async () => {
  await bed.close();
  await partner.stop();
});

const facts = (orderId: string) =>
  published
    .filter(({ key }) => key?.toString() === orderId)
    .map((record) => ({
      type: headerOf(record, 'ce_type')?.toString(),
      traceparent: headerOf(record, 'traceparent')?.toString(),
      data: JSON.parse(record.value?.toString() ?? '') as Record<string, unknown>,
    }));
const factTypes = (orderId: string) => facts(orderId).map(({ type }) => type);

interface Row extends Record<string, unknown> {
  readonly event_type: string;
  readonly attempts: number;
  readonly accepted: boolean;
  readonly given_up: boolean;
  readonly withdrawn: boolean;
}

const rowsOf = (orderId: string) =>
  bed.query<Row>(
    `SELECT event_type, attempts, accepted_at IS NOT NULL AS accepted, given_up_at IS NOT NULL AS given_up,
            withdrawn_at IS NOT NULL AS withdrawn
     FROM webhook_deliveries WHERE order_id = $1 ORDER BY seq`,
    [orderId],
  );

const tried = (orderId: string) => eventually(async () => ((await rowsOf(orderId))[0]?.attempts ?? 0) > 0);

const metric = async (series: string) => {
  const lines = (await (await fetch(`${service.managementUrl}/metrics`)).text()).split('\n');
  return Number(
    lines
      .find((line) => line.startsWith(series))
      ?.split(' ')
      .at(-1) ?? 0,
  );
};

const partnerDetail = async () => {
  const answer = await fetch(`${service.managementUrl}/health/ready`);
  const { checks } = (await answer.json()) as { checks: { name: string; detail?: string }[] };
  return { status: answer.status, detail: checks.find(({ name }) => name === 'partner')?.detail };
};

/** Answers the order's created webhook with this reply, and accepts all others. */
function replyToCreated(orderId: string, reply: Reply | Promise<Reply>): void {
  partner.reply = (webhook: ReceivedWebhook) =>
    webhook.orderId === orderId && webhook.type === 'order.created' ? reply : { status: 204 };
}

describe('the cancellation of an order', () => {
  it('ends the attempts of a failed webhook and is sent, since the partner may have the order', async () => {
    const order = newOrder();
    replyToCreated(order.orderId, { status: 503 });
    await bed.kafka.produce([createdRecord(order)]);
    await tried(order.orderId);
    await bed.kafka.produce([cancelledRecord(order)]);
    await eventually(async () =>
      (await rowsOf(order.orderId)).some(({ event_type, accepted }) => event_type === 'order.cancelled' && accepted),
    );
    expect((await rowsOf(order.orderId))[0]).toMatchObject({ accepted: false, withdrawn: true });
    expect(partner.typesOf(order.orderId).at(-1)).toBe('order.cancelled');
    expect(factTypes(order.orderId)).toEqual([]);
  });

  it.each([204, 503])('is sent after the answer to a running webhook (%i), which counts', async (status) => {
    const order = newOrder();
    const answer = Promise.withResolvers<Reply>();
    replyToCreated(order.orderId, answer.promise);
    await bed.kafka.produce([createdRecord(order)]);
    await eventually(() => partner.typesOf(order.orderId).length === 1);
    await bed.kafka.produce([cancelledRecord(order)]);
    await eventually(async () => (await rowsOf(order.orderId)).length === 2);
    // Other orders continue meanwhile, and are sent after any that could be sent before.
    const other = newOrder();
    await bed.kafka.produce([createdRecord(other)]);
    await eventually(() => factTypes(other.orderId).length === 1);
    expect(partner.typesOf(order.orderId)).toEqual(['order.created']);
    answer.resolve({ status });
    await eventually(async () => (await rowsOf(order.orderId))[1]?.accepted);
    expect(partner.typesOf(order.orderId)).toEqual(['order.created', 'order.cancelled']);
    expect((await rowsOf(order.orderId))[0]).toMatchObject({
      accepted: status === 204,
      attempts: 1,
      withdrawn: true,
    });
    if (status === 204) await eventually(() => factTypes(order.orderId).length === 1);
    expect(factTypes(order.orderId)).toEqual(status === 204 ? ['delivery.accepted'] : []);
  });
});

describe('a webhook that is not accepted for 72 hours', () => {
  const overdue = (orderId: string) =>
    bed.query(`UPDATE webhook_deliveries SET due_since = now() - interval '73 hours' WHERE order_id = $1`, [orderId]);

  async function givenUp() {
    const order = newOrder();
    const traceId = randomUUID().replaceAll('-', '');
    const record = createdRecord(order);
    replyToCreated(order.orderId, { status: 400 });
    const traceparent = ['traceparent', Buffer.from(`00-${traceId}-00f067aa0ba902b7-01`)] as const;
    await bed.kafka.produce([{ ...record, headers: [...record.headers, traceparent] }]);
    await tried(order.orderId);
    await overdue(order.orderId);
    await eventually(() => factTypes(order.orderId).length > 0);
    return { order, traceId, webhookId: headerOf(record, 'ce_id')?.toString() };
  }

  it('is given up, and every service shows it', async () => {
    const before = await metric('webhooks_given_up_total');
    const { order, traceId, webhookId } = await givenUp();
    const { orderId } = order;
    expect(facts(orderId)).toEqual([
      {
        type: 'delivery.given-up',
        traceparent: expect.stringContaining(traceId),
        data: {
          orderId,
          webhookId,
          givenUpAt: expect.any(String),
          attempts: expect.any(Number),
          lastError: 'status 400',
        },
      },
    ]);
    expect(await rowsOf(orderId)).toMatchObject([{ given_up: true, accepted: false }]);
    expect(await metric('webhooks_given_up_total')).toBe(before + 1);
    const lines = await service.logLines();
    expect(
      lines.find((line) => line['orderId'] === orderId && String(line['msg']).startsWith('webhook given up')),
    ).toBeDefined();
  });

  it('is sent again on command, and counts when it is then accepted', async () => {
    const { order, webhookId } = await givenUp();
    partner.reply = () => ({ status: 204 });
    expect(await bed.query('SELECT send_webhooks_again(ARRAY[$1::uuid]) AS id', [webhookId])).toEqual([
      { id: webhookId },
    ]);
    await eventually(() => factTypes(order.orderId).length === 2);
    expect(factTypes(order.orderId)).toEqual(['delivery.given-up', 'delivery.accepted']);
    expect(await rowsOf(order.orderId)).toMatchObject([{ accepted: true, given_up: false }]);
  });

  it('does not delay the cancellation of its order, after which it is not sent again', async () => {
    const { order, webhookId } = await givenUp();
    await bed.kafka.produce([cancelledRecord(order)]);
    await eventually(async () => (await rowsOf(order.orderId))[1]?.accepted);
    expect(await bed.query('SELECT send_webhooks_again(ARRAY[$1::uuid])', [webhookId])).toEqual([]);
  });
});

describe('a partner', () => {
  it.each([429, 503])(
    'that asks for a pause by %i with Retry-After gets no webhook until it is over',
    async (status) => {
      const first = newOrder();
      let askedAtMs = 0;
      replyToCreated(first.orderId, { status, headers: { 'retry-after': '2' } });
      partner.reply = ((reply) => (webhook: ReceivedWebhook) => {
        if (askedAtMs > 0) return { status: 204 };
        askedAtMs = Date.now();
        return reply(webhook);
      })(partner.reply);
      await bed.kafka.produce([createdRecord(first)]);
      await tried(first.orderId);
      const others = Array.from({ length: 20 }, () => newOrder());
      await bed.kafka.produce(others.map((order) => createdRecord(order)));
      for (const { orderId } of [first, ...others]) await eventually(() => factTypes(orderId).length === 1);
      const later = partner.received.filter(({ receivedAtMs }) => receivedAtMs > askedAtMs);
      expect(later.length).toBeGreaterThanOrEqual(21);
      expect(Math.min(...later.map(({ receivedAtMs }) => receivedAtMs)) - askedAtMs).toBeGreaterThanOrEqual(1_950);
    },
  );

  it('that refuses many orders delays no other order', async () => {
    partner.reply = ({ currency }) => ({ status: currency === 'USD' ? 400 : 204 });
    const refused = Array.from({ length: 320 }, () => newOrder({ currency: 'USD' }));
    const refusedIds = refused.map(({ orderId }) => orderId);
    await bed.kafka.produce(refused.map((order) => createdRecord(order)));
    const triesOfRefused = () => partner.received.filter(({ currency }) => currency === 'USD').length;
    await eventually(() => triesOfRefused() >= 320);
    // All due at once, before any later delivery.
    await bed.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 hour', claimed_until = NULL WHERE order_id = ANY ($1)`,
      [refusedIds],
    );
    const good = Array.from({ length: 20 }, () => newOrder());
    await bed.kafka.produce(good.map((order) => createdRecord(order)));
    for (const { orderId } of good) await eventually(() => factTypes(orderId).length === 1);
    await bed.query('DELETE FROM webhook_deliveries WHERE order_id = ANY ($1)', [refusedIds]);
  });

  it("that never ends its answers' bodies counts as answering, and delays no other webhook", async () => {
    const timeouts = await metric('webhook_attempts_total{outcome="timeout"}');
    partner.reply = () => ({ status: 200, leavesBodyOpen: true });
    const many = Array.from({ length: 200 }, () => newOrder());
    await bed.kafka.produce(many.map((order) => createdRecord(order)));
    for (const { orderId } of many) await eventually(() => factTypes(orderId).length === 1);
    expect(await metric('webhook_attempts_total{outcome="timeout"}')).toBe(timeouts);
  });

  it('that answers 410 gets no webhooks until a restart, and then all that are still valid', async () => {
    const [first, kept, cancelled] = [newOrder(), newOrder(), newOrder()];
    partner.reply = () => ({ status: 410 });
    await bed.kafka.produce([createdRecord(first)]);
    await tried(first.orderId);
    await eventually(async () => (await metric('webhook_endpoint_gone')) === 1);
    await expect
      .poll(partnerDetail, generousTimeout)
      .toEqual({ status: 200, detail: expect.stringContaining('answered 410') });
    expect((await service.logLines()).filter(({ outcome }) => outcome === 'gone')).toMatchObject([
      { msg: 'webhook not accepted' },
    ]);
    const count = partner.received.length;
    partner.reply = () => ({ status: 204 });
    await bed.kafka.produce([createdRecord(kept), createdRecord(cancelled), cancelledRecord(cancelled)]);
    await expect
      .poll(() => bed.figuresOf(service, cancelled.createdAt.slice(0, 10)), generousTimeout)
      .toMatchObject([{ ordersCreated: 1, ordersCancelled: 1 }]);
    expect(await rowsOf(cancelled.orderId)).toMatchObject([
      { event_type: 'order.created', attempts: 0, withdrawn: true },
    ]);
    expect(partner.received).toHaveLength(count);
    await service.stop();
    await service.restart();
    await eventually(() => [first, kept].every(({ orderId }) => factTypes(orderId).length === 1));
    // The partner never heard of it, and need not hear that it is cancelled.
    expect(partner.typesOf(cancelled.orderId)).toEqual([]);
  });
});
