import { readFileSync } from 'node:fs';
import { serviceNames, topicsConsumedBy } from '@fairway/catalog';
import { withPostgres } from '@fairway/local-servers';
import { Admin } from '@platformatic/kafka';
import { TopicReader } from '../../../cli/src/kafka/topic-reader.js';
import type { OrderPlatform } from '../order-platform.js';

const guide = new URL('../../../docs/guides/restore.md', import.meta.url);

/** Sets the stopped consumers of all services back to what was sent since the time. */
export async function rewindConsumers({ broker }: OrderPlatform, since: Date): Promise<void> {
  const reader = new TopicReader(broker);
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker], retries: 1 });
  try {
    for (const groupId of serviceNames.filter((name) => topicsConsumedBy(name).length > 0)) {
      const ranges = await reader.ranges(topicsConsumedBy(groupId), { from: since });
      const ofTopic = Map.groupBy(ranges, ({ topic }) => topic);
      await admin.alterConsumerGroupOffsets({
        groupId,
        topics: [...ofTopic].map(([name, parts]) => ({
          name,
          partitionOffsets: parts.map(({ partition, next }) => ({ partition, offset: next })),
        })),
      });
    }
  } finally {
    await admin.close();
    await reader.close();
  }
}

/** What the statements of the guide name: orders that the restored database had lost, and cancellations. */
export interface Recovered {
  readonly orders: readonly string[];
  readonly cancellations: readonly string[];
}

/** Brings the table of orders up to its topic, with the statements that the guide has for it. */
export async function recoverOrders(platform: OrderPlatform, since: Date): Promise<Recovered> {
  const [create = '', insert = '', cancel = ''] = statementsOfGuide();
  const records = await publishedOrders(platform.broker, since);
  return withPostgres(platform.databaseUrl('orders'), async (session) => {
    await session.query(create);
    await session.query('INSERT INTO published SELECT * FROM unnest($1::text[], $2::jsonb[])', [
      records.map(({ headers }) => headers),
      records.map(({ data }) => data),
    ]);
    const idsOf = async (statement: string) =>
      (await session.query<{ id: string }>(statement)).rows.map(({ id }) => id);
    return { orders: await idsOf(insert), cancellations: await idsOf(cancel) };
  });
}

function statementsOfGuide(): string[] {
  const blocks = readFileSync(guide, 'utf8').matchAll(/```sql\n([^`]+)```/g);
  return [...blocks].flatMap(([, block = '']) => block.split(/;\n/).filter((statement) => statement.trim() !== ''));
}

/** As kafka-console-consumer prints them. */
async function publishedOrders(broker: string, since: Date): Promise<{ headers: string; data: string }[]> {
  const reader = new TopicReader(broker);
  const found: { headers: string; data: string }[] = [];
  try {
    for await (const records of reader.read(await reader.ranges(['orders'], { from: since }))) {
      for (const { headers, value } of records) {
        const printed = [...headers].map(([name, text]) => `${name}:${text}`).join(',');
        found.push({ headers: printed, data: value?.toString() ?? 'null' });
      }
    }
    return found;
  } finally {
    await reader.close();
  }
}
