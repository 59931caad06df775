import { randomUUID } from 'node:crypto';
import { eventually } from '@fairway/testkit';
import { describe, expect, it } from 'vitest';
import { headerOf, NonRetryableError, type RecordHeaders } from '../src/index.js';
import { transientFailures } from '../src/metrics.js';
import { consumerBed, headersOf, upTo } from './consumer-bed.js';

const bed = consumerBed();
const { scene } = bed;

describe('effects', () => {
  it('happen once, however often an event is delivered', async () => {
    const { consumeAll, effects, step, countEffects } = await scene();
    consumeAll();
    const repeated = step('a', 1);
    await bed.kafka.produce([repeated, repeated]);
    await bed.kafka.produce([repeated, step('a', 2), repeated]);
    await eventually(async () => (await effects('a')).includes(2));
    await bed.kafka.produce([repeated, step('a', 3)]);
    await eventually(async () => (await effects('a')).includes(3));
    expect(await effects('a')).toEqual([1, 2, 3]);
    expect(await countEffects()).toBe(3);
  });

  it('of a failed handler are rolled back together with its inbox row', async () => {
    const { consume, effects, step, writeEffects, handledIn } = await scene();
    let failing = true;
    consume(async (events, transaction) => {
      await writeEffects(events, transaction);
      if (!failing) return;
      failing = false;
      throw new Error('after the effect');
    });
    await bed.kafka.produce([step('a', 1)]);
    await eventually(async () => (await handledIn()) === 1);
    expect(await effects('a')).toEqual([1]);
  });
});

describe('events of one key', () => {
  it('are handled in order when one fails and is retried, and block no other key', async () => {
    const { consume, effects, step, writeEffects } = await scene();
    let failuresLeft = 2;
    const order: string[] = [];
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.key === 'a' && data.number === 1)) {
        if (failuresLeft > 0) {
          failuresLeft -= events.length === 1 ? 1 : 0;
          throw new Error('not yet');
        }
        // An outage, which may last for as long as the other key needs.
        if (!order.includes('b2')) throw Object.assign(new Error('not yet'), { code: 'ECONNREFUSED' });
      }
      await writeEffects(events, transaction);
      order.push(...events.map(({ data }) => `${data.key}${data.number}`));
    });
    await bed.kafka.produce([step('a', 1), step('a', 2), step('b', 1), step('a', 3), step('b', 2)]);
    await eventually(async () => (await effects('a')).length === 3);
    expect(await effects('a')).toEqual([1, 2, 3]);
    expect(await effects('b')).toEqual([1, 2]);
    expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  });

  it('are handled once and in order while members join and leave the group', async () => {
    const { consumeAll, effects, step, countEffects } = await scene();
    const first = consumeAll();
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
    const count = 40;
    const produceRound = (from: number, to: number) =>
      bed.kafka.produce(
        upTo(to)
          .slice(from)
          .flatMap((number) => keys.map((key) => step(key, number))),
      );
    await produceRound(0, 10);
    await eventually(async () => ((await countEffects()) ?? 0) > 0);
    consumeAll();
    await produceRound(10, 20);
    const third = consumeAll();
    await produceRound(20, 30);
    await first.stop();
    await produceRound(30, count);
    await third.stop();
    await eventually(async () => ((await countEffects()) ?? 0) >= count * keys.length);
    for (const key of keys) expect(await effects(key)).toEqual(upTo(count));
  });
});

describe('a poison record', () => {
  it('that is unreadable goes unchanged to the dead-letter topic and blocks no other', async () => {
    const { topic, consumeAll, effects, step, scope } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consumeAll();
    const raw = Buffer.from([0xff, 0x00, 0x7b]);
    const foreign: RecordHeaders = [
      ['x-origin', Buffer.from('by hand')],
      ['x-hop', Buffer.from('one')],
      ['x-nothing', null],
      ['x-hop', Buffer.from('two')],
    ];
    await bed.kafka.produce([
      step('a', 1),
      { topic, key: Buffer.from('a'), value: raw, headers: foreign, partition: 2 },
      { ...step('b', 1), value: Buffer.from('{"key":"b"}') },
      step('a', 2),
      step('b', 2),
    ]);
    await eventually(async () => (await effects('a')).length === 2 && (await effects('b')).length === 1);
    await eventually(() => letters.length === 2);
    const letter = letters.find(({ value }) => value?.equals(raw));
    const text = (name: string) => letter && headerOf(letter, name)?.toString();
    expect(letter?.partition).toBe(2);
    expect(letter?.headers.slice(0, foreign.length)).toEqual(foreign);
    expect(text('dlq-topic')).toBe(topic);
    expect(text('dlq-consumer')).toBe(scope);
    expect(text('dlq-error')).toBe('UndecodableRecordError');
    expect(text('dlq-cause')).toContain('ce_type');
  });

  it('that keeps failing becomes a dead letter after its tries; its key continues', async () => {
    const { topic, consume, effects, step, writeEffects } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    let tries = 0;
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.number === 13)) {
        if (events.length === 1) tries += 1;
        throw new TypeError('thirteen');
      }
      await writeEffects(events, transaction);
    });
    await bed.kafka.produce([step('a', 13), step('a', 2), step('b', 1)]);
    const letter = await eventually(() => letters[0]);
    expect(headerOf(letter, 'dlq-cause')?.toString()).toBe('thirteen');
    expect(headerOf(letter, 'dlq-error')?.toString()).toBe('TypeError');
    await eventually(async () => (await effects('a')).length > 0 && (await effects('b')).length > 0);
    expect([await effects('a'), await effects('b')]).toEqual([[2], [1]]);
    expect(tries).toBeGreaterThanOrEqual(5);
  });

  it('that its handler rejects as hopeless is not retried', async () => {
    const { topic, consume, step } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    let tries = 0;
    consume(async () => {
      tries += 1;
      throw new NonRetryableError('hopeless');
    });
    await bed.kafka.produce([step('a', 1)]);
    const letter = await eventually(() => letters[0]);
    expect(headerOf(letter, 'dlq-attempts')?.toString()).toBe('1');
    expect(tries).toBe(1);
  });

  it('of an unknown type is skipped, since it is for other consumers', async () => {
    const { consumeAll, effects, step, topic } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consumeAll();
    await bed.kafka.produce([
      { ...step('a', 1), headers: headersOf({ ce_id: randomUUID(), ce_type: 'order.shipped' }) },
      step('a', 2),
    ]);
    await eventually(async () => (await effects('a')).length === 1);
    expect(letters).toEqual([]);
  });
});

describe('an outage', () => {
  it('of PostgreSQL is counted and makes no dead letters; everything is handled once afterwards', async () => {
    const { topic, consumeAll, effects, step } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consumeAll();
    await bed.kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await bed.postgres.kill();
    await bed.kafka.produce(
      upTo(20)
        .slice(1)
        .map((number) => step('a', number)),
    );
    await eventually(async () => {
      const { values } = await transientFailures.get();
      return values.some(({ labels, value }) => labels['topic'] === topic && value > 0);
    });
    await bed.postgres.restart();
    await eventually(async () => (await effects('a')).length === 20);
    expect(await effects('a')).toEqual(upTo(20));
    expect(letters).toEqual([]);
  });

  it('of Kafka loses no event', async () => {
    const { consumeAll, effects, step } = await scene();
    consumeAll();
    await bed.kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await bed.kafka.shutDown();
    await bed.kafka.restart();
    await bed.kafka.produce([step('a', 2)]);
    await eventually(async () => (await effects('a')).length === 2);
    expect(await effects('a')).toEqual([1, 2]);
  });
});

describe('a stop', () => {
  it('commits what was handled, so that the next member continues there', async () => {
    const { topic, scope, consumeAll, effects, step } = await scene();
    const consumer = consumeAll();
    await bed.kafka.produce(upTo(30).map((number) => step('a', number)));
    await eventually(async () => (await effects('a')).length === 30);
    await consumer.stop();
    const committed = await bed.kafka.committedOffsets(scope, topic);
    expect(committed.filter((offset) => offset >= 0n)).toEqual([30n]);
  });

  it('waits for the running transaction', async () => {
    const { consume, effects, step, writeEffects } = await scene();
    const begun = Promise.withResolvers<void>();
    const consumer = consume(async (events, transaction) => {
      begun.resolve();
      await transaction.query('SELECT pg_sleep(0.7)');
      await writeEffects(events, transaction);
    });
    await bed.kafka.produce([step('a', 1)]);
    await begun.promise;
    await consumer.stop();
    expect(await effects('a')).toEqual([1]);
  });
});
