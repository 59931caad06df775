import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { Testbed, type TestKafka } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Kafka } from '../src/index.js';

/** What messaging needs of a Kafka client, on a real broker. Any adapter of the port must pass. */
export function describeKafka(client: string, connect: (brokers: readonly string[]) => Kafka): void {
  let testbed: Testbed;
  let kafka: TestKafka;

  beforeAll(async () => {
    testbed = await Testbed.open();
    kafka = await testbed.kafka();
  });

  afterAll(() => testbed.close());

  const connected = () => connect([kafka.bootstrapServer]);
  const newTopic = async (partitions = 3) => {
    const topic = `orders-${randomUUID()}`;
    await kafka.createTopics([topic], partitions);
    return topic;
  };

  describe(`${client}: a producer`, () => {
    it('ends at once though the broker is frozen, and rejects what it was sending', async () => {
      const topic = await newTopic();
      const producer = connected().createProducer();
      const record = (bytes: number) => ({ topic, key: null, value: Buffer.alloc(bytes), headers: [] });
      await producer.send([record(1)]);
      kafka.freeze();
      onTestFinished(() => kafka.thaw());
      // More than the sockets of a frozen broker take in.
      const sent = await Promise.allSettled([producer.send([record(20_000_000)]), producer.close()]);
      expect(sent.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(inspect(sent[0], { depth: 10 })).not.toMatch(/timed out/i);
    });
  });
}
