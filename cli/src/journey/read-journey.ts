import { catalog, deadLetterTopicOf } from '@fairway/catalog';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import { askReadiness } from '../instance/readiness.js';
import type { Secrets } from '../instance/secrets.js';
import { TopicReader } from '../kafka/topic-reader.js';
import { readEventRecords, traceIdOf, type EventRecord } from './event-records.js';
import { findHttpRequests } from './http-requests.js';
import { isKeyedByOrder, joinJourney, type Journey } from './journey.js';
import { readOrderRows, type OrderRows, type WebhookRow } from './order-rows.js';

const beforeMs = 60_000;
const afterMs = 60_000;
const topics = Object.keys(catalog.topics);

/** The journey of an order, as far as it has come; undefined when there is no such order. */
export async function readJourney(orderId: string, instance: Instance, ports: Ports, secrets: Secrets): Promise<Journey | undefined> {
  const rows = await readOrderRows(orderId, ports, secrets);
  if (rows === undefined) return undefined;
  const requests = findHttpRequests(instance, orderId);
  const [records, partnerTrouble] = await Promise.all([readOrderRecords(rows, `127.0.0.1:${ports.kafka}`), readPartnerTrouble(rows, ports)]);
  return joinJourney({ ...rows, requests, records, partnerTrouble }, new Date());
}

/** Asked for only when a webhook waits. */
async function readPartnerTrouble(rows: OrderRows, ports: Ports): Promise<string | undefined> {
  if (rows.webhooks.every(isSettled)) return undefined;
  const { details } = await askReadiness('event-processor', ports);
  const prefix = 'partner: ';
  return details.find((detail) => detail.startsWith(prefix))?.slice(prefix.length);
}

const isSettled = ({ acceptedAt, givenUpAt, withdrawnAt }: WebhookRow) => acceptedAt !== null || givenUpAt !== null || withdrawnAt !== null;

/** The order's own records, and those of other keys that carry its trace, its id, or a notification that came of it. */
async function readOrderRecords(rows: OrderRows, broker: string): Promise<EventRecord[]> {
  const { order, notifications } = rows;
  const from = new Date(order.createdAt.getTime() - beforeMs);
  const window = { from, until: lastSign(rows) };
  const id = Buffer.from(order.id);
  const reader = new TopicReader(broker);
  try {
    const own = await readEventRecords(reader, { ...window, topics: withDeadLetters(topics.filter(isKeyedByOrder)) }, ({ key }) => key?.equals(id) === true);
    const traceIds = new Set(own.flatMap(({ traceId }) => traceId ?? []));
    const ids = [id, ...notifications.map((notification) => Buffer.from(notification.id))];
    const related = await readEventRecords(
      reader,
      { ...window, topics: withDeadLetters(topics.filter((topic) => !isKeyedByOrder(topic))) },
      (record) => ids.some((text) => record.value?.includes(text) === true) || traceIds.has(traceIdOf(record) ?? ''),
    );
    return [...own, ...related];
  } finally {
    await reader.close();
  }
}

function withDeadLetters(names: readonly string[]): string[] {
  return names.flatMap((topic) => [topic, deadLetterTopicOf(topic)]);
}

/** A while after the last sign of an order that has come through, so that its journey stays quick to read later on. */
function lastSign({ order, handled, webhooks, notifications }: OrderRows): Date | undefined {
  const open = order.status === 'pending' || order.status === 'undeliverable' || (order.status === 'processed' && notifications.length === 0);
  if (open || webhooks.some(({ acceptedAt, withdrawnAt }) => acceptedAt === null && withdrawnAt === null)) return undefined;
  const ofOrder = handled.filter(({ topic }) => isKeyedByOrder(topic)).map(({ handledAt }) => handledAt);
  const signs = [order.createdAt, order.cancelledAt, ...ofOrder, ...notifications.map(({ deliveredAt }) => deliveredAt)];
  return new Date(Math.max(...signs.map((sign) => sign?.getTime() ?? 0)) + afterMs);
}
