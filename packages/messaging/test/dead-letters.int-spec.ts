import { randomUUID } from 'node:crypto';
import { eventually } from '@fairway/testkit';
import { describe, expect, it } from 'vitest';
import { headerOf, type IncomingRecord, NonRetryableError, type OutgoingRecord } from '../src/index.js';
import { consumerBed, headersOf, upTo } from './consumer-bed.js';

const bed = consumerBed();
const { scene } = bed;

const fact = (letter: IncomingRecord | undefined, name: string) => letter && headerOf(letter, name)?.toString();
const numberIn = ({ value }: IncomingRecord) => (JSON.parse(String(value)) as { number: number }).number;

/** The record that `./fairway dlq replay` sends: the letter without `dlq-*`, and a count. */
const replayOf = (letter: IncomingRecord): OutgoingRecord => ({
  topic: fact(letter, 'dlq-topic') ?? '',
  key: letter.key,
  value: letter.value,
  headers: [...letter.headers.filter(([name]) => !name.startsWith('dlq-')), ['dlq-replay-count', Buffer.from('1')]],
});

describe('a dead letter that cannot be written', () => {
  it('blocks only its own key, is reported, and is written when its topic is back', async () => {
    const { topic, consume, effects, step, writeEffects } = await scene();
    await bed.kafka.deleteTopics([`${topic}.dlq`]);
    const consumer = consume(async (events, transaction) => {
      if (events.some(({ data }) => data.number === 13)) throw new NonRetryableError('thirteen');
      await writeEffects(events, transaction);
    });
    // More of each than there are workers.
    const refused = ['a', 'b', 'c'];
    const unreadable = ['d', 'e', 'f'];
    await bed.kafka.produce([
      ...refused.flatMap((key) => [step(key, 13), step(key, 14)]),
      ...unreadable.flatMap((key) => [
        { topic, key: Buffer.from(key), value: Buffer.from('{'), headers: [] },
        step(key, 14),
      ]),
    ]);
    await eventually(() => consumer.health.waiting.length > 0);
    await bed.kafka.produce(upTo(12).map((number) => step(`good-${number}`, number)));
    for (const number of upTo(12)) await eventually(async () => (await effects(`good-${number}`)).length === 1);
    expect(consumer.health.waiting[0]?.topic).toBe(`${topic}.dlq`);
    for (const key of [...refused, ...unreadable]) expect(await effects(key)).toEqual([]);

    await bed.kafka.createTopics([`${topic}.dlq`]);
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    await eventually(() => letters.length === 6);
    for (const key of [...refused, ...unreadable]) await eventually(async () => (await effects(key)).length === 1);
    await eventually(() => consumer.health.waiting.length === 0);
  });

  it('is written by the next member when this one stops', async () => {
    const { topic, consume, step } = await scene();
    await bed.kafka.deleteTopics([`${topic}.dlq`]);
    const consumer = consume(async () => Promise.reject(new NonRetryableError('no')));
    await bed.kafka.produce([step('a', 1)]);
    await eventually(() => consumer.health.waiting.length > 0);
    await consumer.stop();
    await bed.kafka.createTopics([`${topic}.dlq`]);
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consume(async () => Promise.reject(new NonRetryableError('no')));
    await eventually(() => letters.length === 1);
  });
});

describe('a dead letter that is too large', () => {
  it.each([
    ['value', { value: Buffer.alloc(1_048_400) }],
    ['value,headers', { headers: [['x', Buffer.alloc(1_048_200)]] as const }],
    ['value,headers,key', { key: Buffer.alloc(1_048_200) }],
  ])('is written without its %s and names the place of the original', async (dropped, part) => {
    const { topic, consumeAll, effects, step, scope } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consumeAll();
    const record = { topic, key: Buffer.from('a'), value: Buffer.from('rubbish'), headers: [], partition: 1, ...part };
    await bed.kafka.produce([record]);
    await bed.kafka.produce([step('a', 2)]);
    const letter = await eventually(() => letters[0]);
    expect(fact(letter, 'dlq-dropped')).toBe(dropped);
    expect(fact(letter, 'dlq-value-bytes')).toBe(String(record.value.byteLength));
    expect([fact(letter, 'dlq-topic'), fact(letter, 'dlq-partition'), fact(letter, 'dlq-offset')]).toEqual([
      topic,
      '1',
      '0',
    ]);
    expect(letter.key).toEqual(dropped.endsWith('key') ? null : record.key);
    await eventually(async () => (await effects('a')).length === 1);
    await eventually(async () => ((await bed.kafka.committedOffsets(scope, topic))[1] ?? 0n) >= 1n);
  });
});

describe('whatever value a handler throws', () => {
  const unreadable = () => {
    throw new TypeError('unreadable');
  };
  const circular = new Error('circular');
  circular.cause = circular;
  const thrown: Record<string, unknown> = {
    null: null,
    undefined: undefined,
    symbol: Symbol('s'),
    'no prototype': Object.create(null),
    proxy: new Proxy(new Error('x'), { getPrototypeOf: unreadable }),
    message: Object.defineProperty(new Error('x'), 'message', { get: unreadable }),
    code: Object.defineProperty(new Error('x'), 'code', { get: unreadable }),
    'message of 5 MB': new Error('m'.repeat(5_000_000)),
    'message that is no text': Object.assign(new Error('x'), { message: 7n }),
    'half a character': new Error(`${'x'.repeat(999)}😀`),
    circular,
  };

  it('its event becomes a dead letter and the consumer continues', async () => {
    const { topic, consume, step } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    const names = Object.keys(thrown);
    consume(async (events) => {
      throw thrown[names[events[0]?.data.number ?? 0] ?? ''];
    });
    // Of few keys: a run of many would be paused.
    const headers = { ce_type: 'order.created', 'dlq-cause': 'old', 'dlq-own': 'kept' };
    await bed.kafka.produce(
      names.map((_, number) => ({
        ...step(`key-${number % 5}`, number),
        headers: headersOf({ ...headers, ce_id: randomUUID() }),
      })),
    );
    await eventually(() => letters.length === names.length);
    for (const letter of letters) {
      expect(fact(letter, 'dlq-own')).toBe('kept');
      expect(letter.headers.filter(([name]) => name === 'dlq-cause').length).toBe(1);
      expect(fact(letter, 'dlq-cause')).not.toContain('\u{fffd}'.repeat(2));
    }
  });
});

describe('a run of dead letters', () => {
  it('of many keys pauses the type until one of its events is handled', async () => {
    const { topic, consume, effects, step, writeEffects } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    let broken = true;
    const consumer = consume(async (events, transaction) => {
      if (broken || events.some(({ data }) => data.number === 13)) throw new TypeError('x is not a function');
      await writeEffects(events, transaction);
    });
    await bed.kafka.produce(upTo(40).map((number) => step(`key-${number}`, number)));
    await eventually(() => consumer.health.paused.length > 0);
    expect(consumer.health.paused).toEqual([{ type: 'order.created', cause: 'TypeError: x is not a function' }]);
    broken = false;
    await eventually(() => letters.some((letter) => numberIn(letter) === 13));
    const handled = async (number: number) => (await effects(`key-${number}`)).length === 1;
    const isDone = async (number: number) => letters.some((letter) => numberIn(letter) === number) || handled(number);
    for (const number of upTo(40)) await eventually(() => isDone(number));
    expect(letters.length).toBeLessThanOrEqual(11);
    await eventually(() => consumer.health.paused.length === 0);
  });

  it('that are not our events pauses no type, however long it is', async () => {
    const { topic, consumeAll, effects, step } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    const foreign = upTo(500).map((number) => ({
      topic,
      key: Buffer.from(`f${number % 100}`),
      value: Buffer.from('%'),
      headers: [],
    }));
    await bed.kafka.produce(foreign);
    const consumer = consumeAll();
    await bed.kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await eventually(() => letters.length === 500);
    expect(consumer.health.paused).toEqual([]);
  });

  it('that claim to be ours but are unreadable pauses after ten, until a readable one is handled', async () => {
    const { topic, consumeAll, effects, step } = await scene();
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    const consumer = consumeAll();
    await bed.kafka.produce(upTo(30).map((number) => ({ ...step(`u${number}`, number), value: Buffer.from('%') })));
    await eventually(() => consumer.health.paused.length === 1);
    await eventually(() => letters.length === 10);
    await bed.kafka.produce([step('a', 1)]);
    await eventually(async () => (await effects('a')).length === 1);
    await eventually(() => letters.length === 30);
    await eventually(() => consumer.health.paused.length === 0);
  });
});

describe('after a dead letter, later events of its key', () => {
  const cause = (letters: readonly IncomingRecord[]) => letters.map((letter) => fact(letter, 'dlq-error'));

  it('overtake it', async () => {
    const { topic, consume, effects, step, writeEffects } = await scene({ afterDeadLetter: 'overtake' });
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.number === 1)) throw new NonRetryableError('one');
      await writeEffects(events, transaction);
    });
    await bed.kafka.produce([step('a', 1), step('a', 2)]);
    await eventually(async () => (await effects('a')).length === 1);
    await eventually(() => letters.length === 1);
  });

  it('stay parked behind it, even after a restart, and are handled in order after its replay', async () => {
    const { topic, scope, consume, effects, step, writeEffects } = await scene({ afterDeadLetter: 'park' });
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    let broken = true;
    const start = () =>
      consume(async (events, transaction) => {
        if (broken && events.some(({ data }) => data.key === 'a' && data.number === 1))
          throw new NonRetryableError('one');
        await writeEffects(events, transaction);
      });
    const first = start();
    const head = randomUUID();
    await bed.kafka.produce([step('a', 1, head), step('a', 2), step('b', 1)]);
    await eventually(async () => letters.length === 2 && (await effects('b')).length === 1);
    await first.stop();
    start();
    await bed.kafka.produce([step('a', 3), step('b', 2)]);
    await eventually(async () => letters.length === 3 && (await effects('b')).length === 2);
    expect(letters.map(numberIn)).toEqual([1, 2, 3]);
    expect(cause(letters)).toEqual(['NonRetryableError', 'KeyParkedError', 'KeyParkedError']);
    expect(fact(letters[1], 'dlq-cause')).toBe(`parked behind event ${head}`);

    broken = false;
    await bed.kafka.produce([...letters.map(replayOf), step('a', 4)]);
    await eventually(async () => (await effects('a')).length === 4);
    expect(await effects('a')).toEqual([1, 2, 3, 4]);
    expect((await bed.pool.query('SELECT FROM parked_events WHERE consumer = $1', [scope])).rowCount).toBe(0);
  });

  it('stay parked when only later ones are replayed, and continue when the first is discarded', async () => {
    const { topic, scope, consume, effects, step, writeEffects } = await scene({ afterDeadLetter: 'park' });
    const letters = await bed.kafka.follow(`${topic}.dlq`);
    consume(async (events, transaction) => {
      if (events.some(({ data }) => data.number === 1)) throw new NonRetryableError('one');
      await writeEffects(events, transaction);
    });
    const head = randomUUID();
    await bed.kafka.produce([step('a', 1, head), step('a', 2)]);
    await eventually(() => letters.length === 2);
    const second = replayOf(letters[1] as IncomingRecord);
    await bed.kafka.produce([second]);
    await eventually(() => letters.length === 3);
    expect(fact(letters[2], 'dlq-replay-count')).toBe('1');
    expect(await effects('a')).toEqual([]);
    await bed.pool.query('DELETE FROM parked_events WHERE consumer = $1 AND event_id = $2', [scope, head]);
    await bed.kafka.produce([second, step('a', 3)]);
    await eventually(async () => (await effects('a')).length === 2);
    expect(await effects('a')).toEqual([2, 3]);
  });
});

describe('an event with an upper-case id', () => {
  it('is handled, and recognised in lower case when it comes again', async () => {
    const { consumeAll, effects, step, handledIn } = await scene();
    consumeAll();
    const id = randomUUID();
    await bed.kafka.produce([step('a', 1, id.toUpperCase()), step('a', 1, id), step('a', 2)]);
    await eventually(async () => (await effects('a')).includes(2));
    expect(await effects('a')).toEqual([1, 2]);
    expect(await handledIn()).toBe(2);
  });
});
