import { randomUUID } from 'node:crypto';
import { headerOf, type IncomingRecord } from '@fairway/messaging';
import { eventually, type TestService } from '@fairway/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createdRecord, EventProcessorBed, newOrder, ownDay, generousTimeout } from './event-processor-bed.js';

let bed: EventProcessorBed;
let service: TestService;
let deliveries: readonly IncomingRecord[];

beforeAll(async () => {
  bed = await EventProcessorBed.open();
  deliveries = await bed.kafka.follow('deliveries');
  service = await bed.startService();
});
beforeEach(() => bed.behave({ status: null, delayMs: 0 }));
afterEach(() => bed.behave({ status: null, delayMs: 0 }));
afterAll(() => bed.close());

const acceptances = (orderId: string) =>
  deliveries.filter(
    (record) => record.key?.toString() === orderId && headerOf(record, 'ce_type')?.toString() === 'delivery.accepted',
  );

interface Delivery extends Record<string, unknown> {
  readonly attempts: number;
  readonly last_error: string | null;
  readonly accepted: boolean;
  readonly claimed: boolean;
}

const deliveriesOf = (orderId: string) =>
  bed.query<Delivery>(
    `SELECT attempts, last_error, accepted_at IS NOT NULL AS accepted, coalesce(claimed_until > now(), false) AS claimed
     FROM webhook_deliveries WHERE order_id = $1 ORDER BY seq`,
    [orderId],
  );

const metric = async (instance: TestService, series: string) => {
  const text = await (await fetch(`${instance.managementUrl}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(series));
  return Number(line?.split(' ').at(-1));
};

describe('a partner that fails', () => {
  it('gets every webhook when it is back, and few requests meanwhile', async () => {
    await bed.behave({ status: 503 });
    const day = ownDay();
    const many = Array.from({ length: 300 }, () => newOrder({ day }));
    await bed.kafka.produce(many.map((order) => createdRecord(order)));
    const ids = many.map(({ orderId }) => orderId);
    const waiting = await eventually(async () => {
      const [row] = await bed.query<{ attempts: number; waiting: number; age: number }>(
        `SELECT sum(attempts)::integer AS attempts, count(*)::integer AS waiting,
                extract(epoch FROM clock_timestamp() - max(created_at))::float8 AS age
         FROM webhook_deliveries WHERE order_id = ANY ($1) AND accepted_at IS NULL`,
        [ids],
      );
      return row !== undefined && row.waiting === 300 && row.age > 4 && row.attempts > 10 ? row : undefined;
    });
    // Some tens until it counts as down, then one per second. Without the circuit breaker each would have been tried
    // twice by now.
    expect(waiting.waiting).toBe(300);
    expect(waiting.attempts).toBeGreaterThan(10);
    expect(waiting.attempts).toBeLessThan(100);
    expect(await metric(service, 'webhook_deliveries_waiting')).toBe(300);
    expect(await metric(service, 'webhook_oldest_waiting_seconds')).toBeGreaterThan(4);
    expect(await metric(service, 'webhook_circuit_open')).toBe(1);
    await bed.behave({ status: null });
    await eventually(() => ids.every((orderId) => acceptances(orderId).length === 1));
    const failed = await bed.query<{ last_error: string }>(
      'SELECT DISTINCT last_error FROM webhook_deliveries WHERE order_id = ANY ($1) AND attempts > 1',
      [ids],
    );
    expect(failed).toEqual([{ last_error: 'status 503' }]);
    await expect.poll(() => bed.figuresOf(service, day), generousTimeout).toMatchObject([{ ordersCreated: 300 }]);
    expect(await metric(service, 'webhook_deliveries_waiting')).toBe(0);
    expect(await metric(service, 'webhook_circuit_open')).toBe(0);
  });

  it('by refusing some webhooks does not count as down, and gets the others without delay', async () => {
    await bed.behave({ status: 400 });
    const many = Array.from({ length: 300 }, () => newOrder());
    await bed.kafka.produce(many.map((order) => createdRecord(order)));
    const ids = many.map(({ orderId }) => orderId);
    // With an open circuit it would be one per second: 300 s.
    await eventually(async () => {
      const [row] = await bed.query<{ tried: number }>(
        'SELECT count(*)::integer AS tried FROM webhook_deliveries WHERE order_id = ANY ($1) AND attempts > 0',
        [ids],
      );
      return row?.tried === ids.length;
    });
    await bed.behave({ status: null });
    await eventually(() => ids.every((orderId) => acceptances(orderId).length === 1));
  });

  it('with status 400 gets the webhook again', async () => {
    const order = newOrder();
    await bed.behave({ status: 400 });
    await bed.kafka.produce([createdRecord(order)]);
    await eventually(async () => ((await deliveriesOf(order.orderId))[0]?.attempts ?? 0) > 0);
    await bed.behave({ status: null });
    await eventually(() => acceptances(order.orderId).length === 1);
  });

  it('by answering too late gets the webhook again, with the same id', async () => {
    await bed.behave({ delayMs: 6_000 });
    const [order, id] = [newOrder(), randomUUID()];
    await bed.kafka.produce([createdRecord(order, id)]);
    await eventually(async () => (await deliveriesOf(order.orderId))[0]?.last_error === 'no answer within 5000 ms');
    expect(acceptances(order.orderId)).toHaveLength(0);
    await bed.behave({ delayMs: 0 });
    await eventually(() => acceptances(order.orderId).length > 0);
    expect(await bed.webhooksOf(order.orderId)).toMatchObject([{ webhookId: id, deliveries: 2 }]);
    expect(acceptances(order.orderId)).toHaveLength(1);
  });
});

describe('an acceptance', () => {
  /** Meanwhile nothing can be settled, since `delivery.accepted` cannot be written. */
  async function withoutOutbox(work: () => Promise<void>): Promise<void> {
    await bed.query('ALTER TABLE outbox RENAME TO outbox_away');
    try {
      await work();
    } finally {
      await bed.query('ALTER TABLE outbox_away RENAME TO outbox');
    }
  }

  const linesOf = async (orderId: string, message: string) =>
    (await service.logLines()).filter((line) => line['msg'] === message && line['orderId'] === orderId);

  it('is recorded together with delivery.accepted, or not at all', async () => {
    const order = newOrder();
    await withoutOutbox(async () => {
      await bed.kafka.produce([createdRecord(order)]);
      await eventually(async () => (await service.log()).includes('webhook deliveries not settled'));
      expect(await deliveriesOf(order.orderId)).toMatchObject([{ accepted: false }]);
    });
    await eventually(() => acceptances(order.orderId).length > 0);
    expect(await deliveriesOf(order.orderId)).toMatchObject([{ accepted: true, attempts: 1 }]);
    expect(await bed.webhooksOf(order.orderId)).toMatchObject([{ deliveries: 1 }]);
  });

  /**
   * Sends the webhook of an order a second time while the first waits for its answer, as if the first had outlived its
   * lease.
   * @returns undefined when the first answer came earlier, as it may on a slow machine
   */
  async function sentTwice(): Promise<ReturnType<typeof newOrder> | undefined> {
    const order = newOrder();
    await bed.kafka.produce([createdRecord(order)]);
    await eventually(async () => (await bed.webhooksOf(order.orderId)).length === 1);
    await bed.query('UPDATE webhook_deliveries SET claimed_until = now() WHERE order_id = $1', [order.orderId]);
    return eventually(async () => {
      if ((await deliveriesOf(order.orderId))[0]?.accepted === true) return { order: undefined };
      return (await bed.webhooksOf(order.orderId))[0]?.deliveries === 2 && { order };
    }).then(({ order: sent }) => sent);
  }

  it.each(['in turn', 'in one round'])('counts once when two attempts succeed and are settled %s', async (how) => {
    await bed.behave({ delayMs: 2_000 });
    let order = await sentTwice();
    while (order === undefined) order = await sentTwice();
    const { orderId } = order;
    const bothAccepted = () =>
      eventually(async () => (await linesOf(orderId, 'webhook accepted')).length === 2).then(() => undefined);
    await (how === 'in turn' ? bothAccepted() : withoutOutbox(bothAccepted));
    await bed.behave({ delayMs: 0 });
    // Settled with them or later, and so published after them.
    const next = newOrder();
    await bed.kafka.produce([createdRecord(next)]);
    await eventually(() => acceptances(next.orderId).length === 1);
    expect(acceptances(orderId)).toHaveLength(1);
    expect(await deliveriesOf(orderId)).toMatchObject([{ accepted: true, attempts: 1 }]);
  });
});

describe('a processor that', () => {
  it('is killed while sending sends the webhook again after its restart; everything else happens once', async () => {
    await bed.behave({ delayMs: 4_000 });
    let [order, id] = [newOrder(), randomUUID()];
    const killedWhileSending = async () => {
      await bed.kafka.produce([createdRecord(order, id)]);
      await eventually(async () => (await bed.webhooksOf(order.orderId)).length === 1);
      await service.kill();
      return (await deliveriesOf(order.orderId))[0]?.accepted === false;
    };
    // On a slow machine, the answer may come before the kill.
    while (!(await killedWhileSending())) {
      await service.restart();
      [order, id] = [newOrder(), randomUUID()];
    }
    await bed.behave({ delayMs: 0 });
    expect(await deliveriesOf(order.orderId)).toMatchObject([{ accepted: false, claimed: true }]);
    await service.restart();
    // The lease, cut short.
    await bed.query('UPDATE webhook_deliveries SET claimed_until = now() WHERE order_id = $1', [order.orderId]);
    await eventually(() => acceptances(order.orderId).length > 0);
    expect(await bed.webhooksOf(order.orderId)).toMatchObject([{ webhookId: id, deliveries: 2 }]);
    await expect
      .poll(() => bed.figuresOf(service, order.createdAt.slice(0, 10)), generousTimeout)
      .toMatchObject([{ ordersCreated: 1, revenueMinor: '900' }]);
    expect(acceptances(order.orderId)).toHaveLength(1);
  });

  it('stops waits for pending answers, records them and publishes what follows', async () => {
    await bed.behave({ delayMs: 1_500 });
    const order = newOrder();
    await bed.kafka.produce([createdRecord(order)]);
    await eventually(async () => (await bed.webhooksOf(order.orderId)).length === 1);
    await service.stop();
    expect(await service.exited).toBe(0);
    expect(await deliveriesOf(order.orderId)).toMatchObject([{ accepted: true, attempts: 1 }]);
    await eventually(() => acceptances(order.orderId).length === 1);
    await service.restart();
    expect(await bed.webhooksOf(order.orderId)).toMatchObject([{ deliveries: 1 }]);
  });

  it('has a twin shares the work with it: each webhook is sent once', async () => {
    const twin = await bed.startService();
    await bed.behave({ delayMs: 300 });
    const many = Array.from({ length: 400 }, () => newOrder());
    await bed.kafka.produce(many.map((order) => createdRecord(order)));
    await eventually(() => many.every(({ orderId }) => acceptances(orderId).length > 0));
    for (const { orderId } of many) {
      expect(await bed.webhooksOf(orderId)).toMatchObject([{ deliveries: 1 }]);
      expect(acceptances(orderId)).toHaveLength(1);
    }
    expect(await metric(twin, 'webhook_attempts_total{outcome="accepted"')).toBeGreaterThan(0);
    expect(await metric(twin, 'webhook_attempts_total{outcome="accepted"')).toBeLessThan(400);
    await twin.stop();
  });
});
