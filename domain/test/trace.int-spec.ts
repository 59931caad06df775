import { randomBytes, randomUUID } from 'node:crypto';
import { services, topics, urlVariableOf } from '@fairway/catalog';
import type { StandIn } from '@fairway/local-servers';
import { eventually, OtlpReceiver, type ReceivedSpan, Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let testbed: Testbed;
let issuer: TokenIssuer;
let receiver: OtlpReceiver;
let gateway: TestService;
let partner: StandIn;

beforeAll(async () => {
  testbed = await Testbed.open();
  receiver = await OtlpReceiver.start();
  const [postgres, kafka, tokens] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
  issuer = tokens;
  await kafka.createTopics(Object.keys(topics).flatMap((name) => [name, `${name}.dlq`]));
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  partner = await testbed.standIn('partner-sandbox', { PARTNER_WEBHOOK_SECRET: secret });
  // Only traces whose caller asks for it.
  const shared = { ...issuer.environment, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, TRACE_SAMPLE_RATIO: '0' };
  const withKafka = { ...shared, KAFKA_BROKERS: kafka.bootstrapServer };
  const orders = await testbed.service('order-service', {
    ...withKafka,
    DATABASE_URL: await postgres.createDatabase('orders'),
  });
  await testbed.service('event-processor', {
    ...withKafka,
    DATABASE_URL: await postgres.createDatabase('events'),
    PARTNER_WEBHOOK_URL: `${partner.url}/webhooks?token=secret`,
    PARTNER_WEBHOOK_SECRET: secret,
  });
  const urls = services['api-gateway'].calls.map((name) => [urlVariableOf(name), orders.url]);
  gateway = await testbed.service('api-gateway', { ...shared, ...Object.fromEntries(urls) });
});

afterAll(async () => {
  await testbed.close();
  await receiver.stop();
  await issuer.stop();
});

const rootSpanId = 'b7ad6b7169203331';
/** STATUS_CODE_ERROR of OTLP. */
const failed = 2;

async function place(traceId: string, flags: '00' | '01'): Promise<number> {
  const answer = await fetch(`${gateway.url}/api/orders`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await issuer.tokenFor(randomUUID())}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      traceparent: `00-${traceId}-${rootSpanId}-${flags}`,
    },
    body: JSON.stringify({ currency: 'EUR', items: [{ sku: 'tea', quantity: 2 }] }),
  });
  return answer.status;
}

const newTraceId = () => randomUUID().replaceAll('-', '');
const spansOf = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId);
const titleOf = ({ service, name }: ReceivedSpan) => `${service}: ${name}`;
const valueOf = ({ attributes }: ReceivedSpan, key: string) =>
  Object.values(attributes.find((attribute) => attribute.key === key)?.value ?? {})[0];

/** From the span to the first one of the trace. */
function wayTo(span: ReceivedSpan): string[] {
  const parent = spansOf(span.traceId).find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [titleOf(span), span.parentSpanId ?? ''] : [titleOf(span), ...wayTo(parent)];
}

/** Waits for a span, and for all those before it. */
async function received(traceId: string, fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
  return eventually(() => spansOf(traceId).find((span) => fits(span) && wayTo(span).at(-1) === rootSpanId));
}

const named = (title: string) => (span: ReceivedSpan) => titleOf(span) === title;
const running = (sql: string) => (span: ReceivedSpan) => String(valueOf(span, 'db.query.text')).includes(sql);

describe('the trace of an order', () => {
  it('goes from the gateway through every service, database and topic to the partner and back', async () => {
    const traceId = newTraceId();
    expect(await place(traceId, '01')).toBe(201);
    const request = [
      'order-service: POST /api/orders',
      'api-gateway: POST',
      'api-gateway: POST /api/orders',
      rootSpanId,
    ];
    const webhook = ['event-processor: POST', 'event-processor: process orders', 'order-service: send orders'];
    const accepted = await received(traceId, named('order-service: process deliveries'));
    expect(wayTo(accepted)).toEqual([
      'order-service: process deliveries',
      'event-processor: send deliveries',
      ...webhook,
      ...request,
    ]);
    const insert = await received(traceId, running('INSERT INTO orders'));
    expect(wayTo(insert).slice(1)).toEqual(request);
    const update = await received(traceId, running('UPDATE orders'));
    expect(update.parentSpanId).toBe(accepted.spanId);
    const sent = await received(traceId, named('event-processor: POST'));
    expect([valueOf(sent, 'url.full'), valueOf(sent, 'http.response.status_code')]).toEqual([
      `${partner.url}/webhooks`,
      204,
    ]);
    expect(valueOf(accepted, 'messaging.consumer.group.name')).toBe('order-service');
    expect(spansOf(traceId).filter(({ status }) => status.code === failed)).toEqual([]);
  });

  it('is not recorded in any service when its caller does not record it', async () => {
    const [silent, recorded] = [newTraceId(), newTraceId()];
    expect(await place(silent, '00')).toBe(201);
    expect(await place(recorded, '01')).toBe(201);
    await received(recorded, named('order-service: process deliveries'));
    expect(spansOf(silent)).toEqual([]);
  });

  it('shows a webhook that the partner did not accept', async () => {
    const behave = (status: number | null) =>
      fetch(`${partner.url}/behaviour`, {
        method: 'PUT',
        body: JSON.stringify({ status }),
      });
    const traceId = newTraceId();
    await behave(503);
    try {
      expect(await place(traceId, '01')).toBe(201);
      const refused = await received(traceId, named('event-processor: POST'));
      expect(refused.status.code).toBe(failed);
      expect(valueOf(refused, 'error.type')).toBe('503');
    } finally {
      await behave(null);
    }
  });
});
