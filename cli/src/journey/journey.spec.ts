import { describe, expect, it } from 'vitest';
import { plain } from '../command-line/style.js';
import type { EventRecord } from './event-records.js';
import type { HttpRequest } from './http-requests.js';
import { joinJourney, type JourneyFacts } from './journey.js';
import type { HandledEventRow } from './order-rows.js';
import { renderJourney } from './render-journey.js';

const startMs = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(startMs + ms);
const now = at(10_000);

const request = (service: string, ms: number, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  service,
  startedAt: at(ms),
  durationMs: 5,
  method: 'POST',
  route: '/api/orders',
  status: 201,
  requestId: 'r',
  traceId: 't',
  ...changes,
});
const record = (eventType: string, topic: string, ms: number, changes: Partial<EventRecord> = {}): EventRecord => ({
  topic,
  partition: 1,
  offset: '7',
  sentAt: at(ms),
  key: 'o',
  eventId: `id of ${eventType}`,
  eventType,
  eventTime: at(ms).toISOString(),
  traceId: 't',
  deadLetter: undefined,
  ...changes,
});
const handled = (service: HandledEventRow['service'], eventType: string, topic: string, ms: number): HandledEventRow => ({
  service,
  eventId: `id of ${eventType}`,
  eventType,
  topic,
  partition: 1,
  offset: '7',
  handledAt: at(ms),
});

const untouched = { givenUpAt: null, withdrawnAt: null };

const created: JourneyFacts['order'] = {
  id: 'o',
  userId: 'u',
  status: 'pending',
  currency: 'EUR',
  totalMinor: '5990',
  createdAt: at(3),
  processedAt: null,
  cancelledAt: null,
  undeliverableAt: null,
};
const nothingYet: JourneyFacts = { order: created, requests: [], records: [], handled: [], unpublished: [], webhooks: [], notifications: [], partnerTrouble: undefined };

const complete: JourneyFacts = {
  order: { ...created, status: 'processed', processedAt: at(30) },
  requests: [request('order-service', 2), request('api-gateway', 0), request('api-gateway', 50, { method: 'GET', status: 200 })],
  records: [
    record('order.created', 'orders', 10),
    record('delivery.accepted', 'deliveries', 31),
    record('order.processed', 'orders', 33),
    record('notification.requested', 'notifications', 40),
    record('notification.delivered', 'events', 45),
  ],
  handled: [
    handled('event-processor', 'order.created', 'orders', 12),
    handled('order-service', 'delivery.accepted', 'deliveries', 32),
    handled('event-processor', 'order.processed', 'orders', 34),
    handled('event-processor', 'notification.requested', 'notifications', 42),
  ],
  unpublished: [],
  webhooks: [{ eventId: 'id of order.created', eventType: 'order.created', attempts: 1, createdAt: at(12), acceptedAt: at(30), ...untouched, lastError: null }],
  notifications: [{ id: 'n', template: 'order-processed', requestedAt: at(34), deliveredAt: at(42) }],
  partnerTrouble: undefined,
};

const missing = (facts: Partial<JourneyFacts>) => joinJourney({ ...nothingYet, ...facts }, now).missing;

describe('the journey of an order that came through', () => {
  const journey = joinJourney(complete, now);

  it('has every hop in time order, cause before effect, with its distance from the first', () => {
    expect(journey.hops.map(({ offsetMs, kind, where }) => `${offsetMs} ${kind} ${where}`)).toEqual([
      '0 http api-gateway',
      '2 http order-service',
      '3 row order-service',
      '10 record orders[1] @ 7',
      '12 row event-processor',
      '12 handler event-processor',
      '30 row order-service',
      '30 webhook partner',
      '31 record deliveries[1] @ 7',
      '32 handler order-service',
      '33 record orders[1] @ 7',
      '34 handler event-processor',
      '40 record notifications[1] @ 7',
      '42 row event-processor',
      '42 handler event-processor',
      '45 record events[1] @ 7',
    ]);
    expect(journey).toMatchObject({ status: 'processed', missing: [], totalMs: 45 });
  });

  it('counts reads instead of showing them', () => {
    expect(journey.reads).toBe(1);
    expect(renderJourney(journey, plain)).toContain('1 read over HTTP not shown');
  });

  it('leaves out what was handled for other orders of the same user', () => {
    const other = { ...handled('event-processor', 'notification.requested', 'notifications', 60), eventId: 'of another order' };
    expect(joinJourney({ ...complete, handled: [...complete.handled, other] }, now).hops).toEqual(journey.hops);
  });
});

describe('what an order waits for is named', () => {
  const stillPending = 'order still pending after 10.0 s';

  it('when its event is written and not published', () => {
    const unpublished = [{ service: 'order-service', eventId: 'e', eventType: 'order.created', createdAt: at(3), cause: null }] as const;
    expect(missing({ unpublished })).toEqual(['order.created written by order-service, not yet published for 10.0 s', stillPending]);
  });

  it('when Kafka has refused its event for good', () => {
    const unpublished = [{ service: 'order-service', eventId: 'e', eventType: 'order.created', createdAt: at(3), cause: 'too large' }] as const;
    expect(missing({ unpublished })[0]).toBe('order.created written by order-service, refused by Kafka for good: too large');
  });

  it('when its event is nowhere', () => {
    expect(missing({})[0]).toMatch(/^order.created neither in an outbox nor on the topic orders/);
  });

  it('when a consumer has not handled its event', () => {
    const records = [record('order.created', 'orders', 10)];
    expect(missing({ records })).toEqual(['order.created published 10.0 s ago, not yet handled by event-processor', stillPending]);
  });

  it('when a consumer has given its event up', () => {
    const letter = record('order.created', 'orders.dlq', 20, { deadLetter: { consumer: 'event-processor', cause: 'no such currency' } });
    const facts = { ...nothingYet, records: [record('order.created', 'orders', 10), letter] };
    expect(missing(facts)[0]).toBe('order.created given up by event-processor, see orders.dlq: no such currency');
    expect(joinJourney(facts, now).hops.map(({ kind }) => kind)).toContain('dead-letter');
  });

  it('when the partner does not accept the webhook', () => {
    const facts = {
      records: [record('order.created', 'orders', 10)],
      handled: [handled('event-processor', 'order.created', 'orders', 12)],
      webhooks: [{ eventId: 'e', eventType: 'order.created', attempts: 3, createdAt: at(12), acceptedAt: null, ...untouched, lastError: '503' }],
    };
    expect(missing(facts)).toEqual(['webhook order.created not accepted by the partner: due for 10.0 s, 3 attempts, last answer: 503', stillPending]);
    const halted = { ...facts, webhooks: facts.webhooks.map((webhook) => ({ ...webhook, attempts: 1, lastError: '410' })), partnerTrouble: 'the partner answered 410' };
    expect(missing(halted)[0]).toMatch(/, 1 attempt, last answer: 410; webhooks wait: the partner answered 410$/);
  });

  it('when the webhook is given up, and not when it is withdrawn', () => {
    const webhook = { eventId: 'e', eventType: 'order.created', attempts: 90, createdAt: at(12), acceptedAt: null, lastError: '503' };
    const facts = {
      records: [record('order.created', 'orders', 10), record('delivery.given-up', 'deliveries', 20)],
      handled: [handled('event-processor', 'order.created', 'orders', 12), handled('order-service', 'delivery.given-up', 'deliveries', 21)],
    };
    const givenUp = { ...webhook, givenUpAt: at(20), withdrawnAt: null };
    expect(missing({ ...facts, webhooks: [givenUp] })).toContain('webhook order.created e given up after 90 attempts, last answer: 503');
    expect(missing({ ...facts, webhooks: [{ ...givenUp, withdrawnAt: at(21) }] })).toEqual([stillPending]);
  });

  it('when order-service has not heard that the partner accepted it', () => {
    const { webhooks, handled: all } = complete;
    const records = complete.records.filter(({ eventType }) => eventType === 'order.created' || eventType === 'delivery.accepted');
    const others = all.filter(({ eventType }) => eventType !== 'delivery.accepted');
    expect(missing({ records, handled: others, webhooks })).toEqual(['delivery.accepted published 10.0 s ago, not yet handled by order-service', stillPending]);
  });

  it('when a processed order has brought no notification', () => {
    const records = complete.records.filter(({ topic }) => topic === 'orders' || topic === 'deliveries');
    expect(missing({ ...complete, records, notifications: [] })).toEqual([
      expect.stringMatching(/^notification.requested neither in an outbox/),
      'notification not delivered',
    ]);
  });

  it('when the event of a cancellation is not handled', () => {
    const order = { ...created, status: 'cancelled', cancelledAt: at(20) } as const;
    const records = [record('order.created', 'orders', 10), record('order.cancelled', 'orders', 21)];
    const facts = { order, records, handled: [handled('event-processor', 'order.created', 'orders', 12)] };
    expect(missing(facts)).toEqual(['order.cancelled published 10.0 s ago, not yet handled by event-processor']);
  });
});
