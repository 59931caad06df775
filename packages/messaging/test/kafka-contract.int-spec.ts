import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { eventually, Testbed, type TestKafka } from '@fairway/testkit';
import { Producer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ConsumerTiming, IncomingRecord, OutgoingRecord, RecordHeaders } from '../src/index.js';
import { GroupReader } from './group-reader.js';
import { kafkaUnderTest } from './kafka-under-test.js';

const timing: ConsumerTiming = { sessionTimeoutMs: 6_000, partitionCheckMs: 500 };

/*
 * What messaging needs of a Kafka client, on a real broker. Every adapter of the port must pass. To see how KafkaJS
 * does:
 * FAIRWAY_KAFKA_CLIENT=kafkajs npx vitest run --project integration packages/messaging/test/kafka-contract
 * It fails some cases (docs/adr/0024), so that run is not part of `npm test`.
 */
describe(`Kafka by ${kafkaUnderTest.name}`, () => {
  let testbed: Testbed;
  let kafka: TestKafka;

  beforeAll(async () => {
    testbed = await Testbed.open();
    kafka = await testbed.kafka();
  });

  afterAll(() => testbed.close());

  const connected = () => kafkaUnderTest.connect(kafka.bootstrapServer, timing);
  const newTopic = async (partitions = 3) => {
    const topic = `orders-${randomUUID()}`;
    await kafka.createTopics([topic], partitions);
    return topic;
  };
  const join = (group: string, topic: string) => {
    const reader = new GroupReader(connected(), group, topic);
    onTestFinished(() => reader.stop());
    return reader;
  };
  const lag = async (group: string, topic: string, partitions = 3) => {
    const [ends, committed] = await Promise.all([
      kafka.endOffsets(topic, partitions),
      kafka.committedOffsets(group, topic, partitions),
    ]);
    return ends.map((end, index) => Number(end - (committed[index] ?? 0n)));
  };

  describe('a producer', () => {
    it('ends at once though the broker is frozen, and rejects its open sends', async () => {
      const topic = await newTopic();
      const producer = connected().createProducer();
      const record = (bytes: number) => ({ topic, key: null, value: Buffer.alloc(bytes), headers: [] });
      await producer.send([record(1)]);
      kafka.freeze();
      onTestFinished(() => kafka.thaw());
      // More than the socket buffers of a frozen broker can take.
      const sent = await Promise.allSettled([producer.send([record(20_000_000)]), producer.close()]);
      expect(sent.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(inspect(sent[0], { depth: 10 })).not.toMatch(/timed out/i);
    });
  });

  describe('a group', () => {
    it('gets headers as they were sent, including repeats, order and null', async () => {
      const topic = await newTopic();
      const headers: RecordHeaders = [
        ['x-hop', Buffer.from('one')],
        ['x-origin', Buffer.from('by hand')],
        ['x-nothing', null],
        ['x-hop', Buffer.from('two')],
      ];
      const producer = connected().createProducer();
      await producer.send([{ topic, key: Buffer.from('a'), value: null, headers }]);
      await producer.close();
      const reader = join(topic, topic);
      const [record] = await eventually(() => reader.records.length > 0 && reader.records);
      expect(record?.headers).toEqual(headers);
    });

    it('continues from the committed offset while members come and go; no committed offset goes back', async () => {
      const topic = await newTopic(6);
      await kafka.produce(numbered(topic, 6, 12_000));
      const first = join(topic, topic);
      const highest: bigint[] = Array.from({ length: 6 }, () => -1n);
      const wentBack: string[] = [];
      const watch = async () => {
        for (const [partition, offset] of (await kafka.committedOffsets(topic, topic, 6)).entries()) {
          const before = highest[partition] ?? -1n;
          if (offset < before) wentBack.push(`${partition}: from ${before} to ${offset}`);
          highest[partition] = offset;
        }
      };
      await eventually(() => first.records.length > 1_000);
      const second = join(topic, topic);
      await eventually(() => second.joins.length > 0);
      await watch();
      await kafka.produce(numbered(topic, 6, 6_000));
      const third = join(topic, topic);
      await eventually(() => third.joins.length > 0);
      await watch();
      await second.stop();
      await kafka.produce(numbered(topic, 6, 6_000));
      await eventually(async () => {
        await watch();
        return highest.every((offset) => offset === 4_000n);
      });
      expect(wentBack).toEqual([]);
      const read = [first, second, third].flatMap(({ records }) => records);
      expect(distinct(read)).toBe(24_000);
      // Records that were read but not committed come again, here two or three times a few thousand; never all of them.
      expect(read.length).toBeLessThan(48_000);
    });

    it('reads other partitions while one is paused, and that one after it is resumed', async () => {
      const topic = await newTopic();
      const consumer = connected().createConsumer({ group: topic, topics: [topic] });
      onTestFinished(() => consumer.close());
      const counts = [0, 0, 0];
      const assigned = Promise.withResolvers<void>();
      const positions = new Set<number>();
      await consumer.start({
        record: ({ partition }) => (counts[partition] = (counts[partition] ?? 0) + 1),
        position: ({ partition }) => positions.add(partition),
        assigned: () => assigned.resolve(),
        failed: assigned.reject,
      });
      await assigned.promise;
      await kafka.produce(numbered(topic, 3, 3));
      await eventually(() => positions.size === 3);
      consumer.pausePartition({ topic, partition: 0 });
      let before: number | undefined;
      for (let round = 2; round < 7; round += 1) {
        await kafka.produce(numbered(topic, 3, 3));
        await eventually(() => counts[1] === round && counts[2] === round);
        // Records requested before the pause may come with the next answer, but not after that.
        if (round === 3) before = counts[0];
      }
      expect(counts[0]).toBe(before);
      consumer.resumePartition({ topic, partition: 0 });
      await eventually(() => counts[0] === 6);
    });

    it('reads partitions that are added to its topic', async () => {
      const topic = await newTopic(1);
      const readers = [join(topic, topic), join(topic, topic)];
      await eventually(() => readers.some(({ joins }) => joins.at(-1)?.partitions.length === 1));
      await kafka.addPartitions(topic, 3);
      await eventually(() =>
        kafka.produce(numbered(topic, 3, 3)).then(
          () => true,
          () => false,
        ),
      );
      await eventually(
        () => new Set(readers.flatMap(({ records }) => records.map(({ partition }) => partition))).size === 3,
      );
      expect(readers.flatMap(({ joins }) => joins.map(({ reason }) => reason))).toContain('partitions-added');
    });

    it('continues without loss after its broker was frozen for longer than the session', async () => {
      const topic = await newTopic();
      const reader = join(topic, topic);
      await kafka.produce(numbered(topic, 3, 30));
      await eventually(() => reader.records.length === 30);
      kafka.freeze();
      onTestFinished(() => kafka.thaw());
      await delay(timing.sessionTimeoutMs + 2_000);
      kafka.thaw();
      await kafka.produce(numbered(topic, 3, 30));
      await eventually(() => distinct(reader.records) === 60);
      await eventually(async () => (await lag(topic, topic)).every((left) => left === 0));
    });

    it('gets no record of an aborted transaction, and commits past the markers', async () => {
      const topic = await newTopic(1);
      const producer = new Producer({
        clientId: 'foreign',
        bootstrapBrokers: [kafka.bootstrapServer],
        transactionalId: topic,
        idempotent: true,
      });
      const transaction = async (text: string, outcome: 'commit' | 'abort') => {
        const begun = await producer.beginTransaction();
        // So large that the marker comes with a later fetch.
        for (let count = 0; count < 3; count += 1) {
          await begun.send({
            messages: [{ topic, partition: 0, key: Buffer.from(text), value: Buffer.alloc(600_000) }],
          });
        }
        await begun[outcome]();
      };
      const reader = join(topic, topic);
      await transaction('a', 'abort');
      await transaction('b', 'commit');
      await transaction('c', 'abort');
      await transaction('d', 'abort');
      await producer.close();
      await eventually(async () => (await lag(topic, topic, 1))[0] === 0);
      expect(reader.records.map(({ key }) => key?.toString())).toEqual(['b', 'b', 'b']);
    });

    it('reports once how many records were deleted before it read them, and continues', async () => {
      const topic = await newTopic(1);
      const away = join(topic, topic);
      await kafka.produce(numbered(topic, 1, 5));
      await eventually(async () => (await lag(topic, topic, 1))[0] === 0);
      await away.stop();
      await kafka.produce(numbered(topic, 1, 10));
      await kafka.deleteRecords(topic, 0, 12n);
      const back = join(topic, topic);
      await eventually(async () => (await lag(topic, topic, 1))[0] === 0);
      expect(back.records.map(({ offset }) => offset)).toEqual([12n, 13n, 14n]);
      expect(back.lostRecords).toBe(7);
      await back.stop();
      const again = join(topic, topic);
      await eventually(() => again.joins.length > 0);
      await kafka.produce(numbered(topic, 1, 1));
      await eventually(() => again.records.length > 0);
      expect(again.lostRecords).toBe(0);
    });
  });
});

function numbered(topic: string, partitions: number, count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, number) => ({
    topic,
    partition: number % partitions,
    key: Buffer.from(String(number)),
    value: Buffer.from('{}'),
    headers: [],
  }));
}

function distinct(records: readonly IncomingRecord[]): number {
  return new Set(records.map(({ partition, offset }) => `${partition}:${offset}`)).size;
}
