import { randomBytes, randomUUID } from 'node:crypto';
import { topicOf, topics } from '@fairway/catalog';
import {
  dataSchemaOf,
  type DailyFigures,
  type EventData,
  type EventDefinition,
  type EventType,
  type NotificationList,
  orderCancelled,
  orderCreated,
  orderProcessed,
  orderUndeliverable,
} from '@fairway/contracts';
import type { StandIn } from '@fairway/local-servers';
import type { OutgoingRecord } from '@fairway/messaging';
import { Testbed, type TestKafka, type TestPostgres, type TestService, TokenIssuer } from '@fairway/testkit';

const database = 'events';

/** For `expect.poll`. */
export const generousTimeout = { timeout: 60_000 };

export interface PartnerWebhook {
  readonly webhookId: string;
  readonly type: string;
  readonly deliveries: number;
}

/**
 * The environment of event-processor: its database, Kafka, the partner and token keys, and the service as a process.
 */
export class EventProcessorBed {
  private constructor(
    readonly testbed: Testbed,
    readonly postgres: TestPostgres,
    readonly kafka: TestKafka,
    readonly issuer: TokenIssuer,
    readonly partner: StandIn,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async open(): Promise<EventProcessorBed> {
    const testbed = await Testbed.open();
    const [postgres, kafka, issuer] = await Promise.all([testbed.postgres(), testbed.kafka(), TokenIssuer.start()]);
    await kafka.createTopics(Object.keys(topics).flatMap((name) => [name, `${name}.dlq`]));
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const partner = await testbed.standIn('partner-sandbox', { PARTNER_WEBHOOK_SECRET: secret });
    const environment = {
      ...issuer.environment,
      DATABASE_URL: await postgres.createDatabase(database),
      KAFKA_BROKERS: kafka.bootstrapServer,
      PARTNER_WEBHOOK_URL: `${partner.url}/webhooks`,
      PARTNER_WEBHOOK_SECRET: secret,
    };
    return new EventProcessorBed(testbed, postgres, kafka, issuer, partner, environment);
  }

  startService(environment: Readonly<Record<string, string>> = {}): Promise<TestService> {
    return this.testbed.service('event-processor', { ...this.environment, ...environment });
  }

  async close(): Promise<void> {
    await this.testbed.close();
    await this.issuer.stop();
  }

  query<Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.postgres.query<Row>(database, sql, values);
  }

  async behave(behaviour: { status?: number | null; delayMs?: number }): Promise<void> {
    await fetch(`${this.partner.url}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  }

  /** What the partner accepted about an order, in order of arrival. */
  async webhooksOf(orderId: string): Promise<PartnerWebhook[]> {
    const answer = await fetch(`${this.partner.url}/webhooks?orderId=${orderId}`);
    return ((await answer.json()) as { items: PartnerWebhook[] }).items;
  }

  async get(
    service: TestService,
    path: string,
    roles?: readonly string[],
    accountId: string = randomUUID(),
  ): Promise<Response> {
    const token = await this.issuer.tokenFor(accountId, roles);
    return fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  async figuresOf(service: TestService, day: string): Promise<DailyFigures['items']> {
    const answer = await this.get(service, `/api/analytics/orders/daily?from=${day}&to=${day}`, ['admin']);
    return ((await answer.json()) as DailyFigures).items;
  }

  async notificationsOf(service: TestService, userId: string): Promise<NotificationList['items']> {
    const answer = await this.get(service, '/api/notifications', ['user'], userId);
    return ((await answer.json()) as NotificationList).items;
  }
}

/** A record as a service's relay publishes it. */
export function recordOf<Definition extends EventDefinition<EventType>>(
  definition: Definition,
  data: EventData<Definition>,
  { id = randomUUID(), traceparent }: { id?: string; traceparent?: string } = {},
): OutgoingRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: definition.type,
    ce_source: 'test',
    ce_time: new Date().toISOString(),
    ce_dataschema: dataSchemaOf(definition),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return {
    topic: topicOf(definition.type),
    key: Buffer.from(definition.key(data)),
    value: Buffer.from(JSON.stringify(data)),
    headers: Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
  };
}

type Order = EventData<typeof orderCreated>;

/** An order on its own day, so that figures of other tests do not mix with it, unless `day` is given. */
export function newOrder(changes: Partial<Order> & { day?: string } = {}): Order {
  const { day = ownDay(), ...rest } = changes;
  return {
    orderId: randomUUID(),
    userId: randomUUID(),
    currency: 'EUR',
    totalMinor: 900,
    createdAt: `${day}T12:00:00.000Z`,
    items: [{ sku: 'tea', quantity: 2, unitPriceMinor: 450 }],
    ...rest,
  };
}

export const createdRecord = (order: Order, id?: string) =>
  recordOf(orderCreated, order, id === undefined ? {} : { id });

// Events of a changed order. A test's order was pending before unless stated otherwise.
type PreviousStatus = 'pending' | 'undeliverable';
const at = '2026-01-02T00:00:00.000Z';

export const cancelledRecord = (order: Order, previousStatus: PreviousStatus = 'pending') =>
  recordOf(orderCancelled, { ...factsOf(order), previousStatus, cancelledAt: at });

export const processedRecord = (order: Order, previousStatus: PreviousStatus = 'pending') =>
  recordOf(orderProcessed, { ...factsOf(order), previousStatus, processedAt: at });

export const undeliverableRecord = (order: Order) =>
  recordOf(orderUndeliverable, { ...factsOf(order), undeliverableAt: at });

const factsOf = ({ items: _, ...facts }: Order) => facts;

let days = 0;

/** A day that no other order of this test file has. */
export function ownDay(): string {
  days += 1;
  return new Date(Date.UTC(2000, 0, days)).toISOString().slice(0, 10);
}
