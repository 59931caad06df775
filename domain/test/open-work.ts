import { serviceNames, topics, topicsConsumedBy, type TopicName } from '@fairway/catalog';
import { Admin } from '@platformatic/kafka';
import type { LocalPlatform } from '../../cli/test/local-platform.js';

const latest = -1n;

/** The amount of open work: unfinished orders, unpublished events, unsent webhooks, unhandled records. */
export async function openWork(platform: LocalPlatform): Promise<number> {
  const counts = [
    await recordsNotHandled(platform),
    ...(await Promise.all([
      count(platform, 'auth', 'FROM outbox'),
      count(platform, 'orders', 'FROM outbox'),
      count(platform, 'events', 'FROM outbox'),
      count(platform, 'orders', "FROM orders WHERE status = 'pending'"),
      count(
        platform,
        'events',
        'FROM webhook_deliveries WHERE accepted_at IS NULL AND given_up_at IS NULL AND withdrawn_at IS NULL',
      ),
    ])),
  ];
  return counts.reduce((sum, left) => sum + left, 0);
}

async function count(platform: LocalPlatform, database: string, from: string): Promise<number> {
  const [row] = await platform.query<{ count: number }>(database, `SELECT count(*)::integer AS count ${from}`);
  return row?.count ?? 0;
}

/** Over all consumer groups: the end offsets of their topics minus their committed offsets. */
async function recordsNotHandled(platform: LocalPlatform): Promise<number> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [platform.broker], retries: 1 });
  try {
    const names = Object.keys(topics) as TopicName[];
    const partitionsOf = (topic: TopicName) => Array.from({ length: topics[topic].partitions }, (_, index) => index);
    const ends = await admin.listOffsets({
      topics: names.map((name) => ({
        name,
        partitions: partitionsOf(name).map((partitionIndex) => ({ partitionIndex, timestamp: latest })),
      })),
    });
    const groups = serviceNames.filter((name) => topicsConsumedBy(name).length > 0);
    const committed = await admin.listConsumerGroupOffsets({
      groups: groups.map((groupId) => ({
        groupId,
        topics: topicsConsumedBy(groupId).map((name) => ({ name, partitionIndexes: partitionsOf(name) })),
      })),
    });
    const endOf = new Map(
      ends.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, offset }) => [`${name} ${partitionIndex}`, Number(offset)]),
      ),
    );
    return committed
      .flatMap(({ topics: ofGroup }) =>
        ofGroup.flatMap(({ name, partitions }) => partitions.map((partition) => ({ name, ...partition }))),
      )
      .reduce(
        (sum, { name, partitionIndex, committedOffset }) =>
          sum + (endOf.get(`${name} ${partitionIndex}`) ?? 0) - Math.max(0, Number(committedOffset)),
        0,
      );
  } finally {
    await admin.close();
  }
}
