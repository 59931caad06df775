import { environments } from '@fairway/catalog';
import { Testbed, type TestKafka } from '@fairway/testkit';
import { Admin } from '@platformatic/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTopics } from '../src/kafka/create-topics.js';

const topic = (name: string, partitions: number) => ({ name, partitions, retentionMs: 86_400_000 });

let bed: Testbed;
let kafka: TestKafka;

beforeAll(async () => {
  bed = await Testbed.open();
  kafka = await bed.kafka();
});
afterAll(() => bed.close());

const run = (...declared: ReturnType<typeof topic>[]) =>
  createTopics([kafka.bootstrapServer], declared, environments.local.kafka);

async function partitionsOf(...names: string[]): Promise<(number | undefined)[]> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.bootstrapServer] });
  const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
  await admin.close();
  return names.map((name) => topics.get(name)?.partitionsCount);
}

it('creates topics, and changes nothing in a second run', async () => {
  expect(await run(topic('orders', 3), topic('orders.dlq', 3))).toHaveLength(2);
  await expect.poll(() => partitionsOf('orders', 'orders.dlq')).toEqual([3, 3]);
  expect(await run(topic('orders', 3), topic('orders.dlq', 3))).toEqual([]);
});

it('adds partitions; takes none away and deletes no topic', async () => {
  await run(topic('users', 2), topic('gone', 1));
  await expect.poll(() => partitionsOf('users', 'gone')).toEqual([2, 1]);
  expect(await run(topic('users', 4))).toEqual(['the topic users has 4 partitions now; it had 2']);
  await expect.poll(() => partitionsOf('users', 'gone')).toEqual([4, 1]);
  expect(await run(topic('users', 2))).toEqual([]);
  expect(await partitionsOf('users', 'gone')).toEqual([4, 1]);
});
