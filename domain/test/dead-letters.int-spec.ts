import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { settledLettersTopic } from '@fairway/catalog';
import { defineEvent } from '@fairway/contracts';
import { EventConsumer, NonRetryableError, type OutgoingRecord } from '@fairway/messaging';
import { eventually, pgDatabase, type TestKafka } from '@fairway/testkit';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DlqListResult } from '../../cli/src/commands/dlq-list.js';
import type { DlqReplayResult } from '../../cli/src/commands/dlq-replay.js';
import type { DlqShowResult } from '../../cli/src/commands/dlq-show.js';
import { DeadLetters } from '../../cli/src/dead-letters/dead-letters.js';
import { ensureSecrets } from '../../cli/src/instance/secrets.js';
import { readState } from '../../cli/src/instance/state.js';
import { root } from '../../cli/test/run-fairway.js';
import { TestbedInstance } from '../../cli/test/testbed-instance.js';

const stepTaken = defineEvent({
  type: 'order.created',
  version: 1,
  data: z.object({ key: z.string(), number: z.int() }),
  key: (data) => data.key,
  logFields: () => ({}),
});
const silent = { info() {}, warn() {}, error() {} };

const platform = new TestbedInstance();
let kafka: TestKafka;
let pool: Pool;
let letters: DeadLetters;
const running: EventConsumer[] = [];

beforeAll(async () => {
  ({ kafka } = await platform.open());
  pool = platform.pool('events');
  // No unique constraint: an effect that happens twice must be visible.
  await pool.query('CREATE TABLE effects (position bigserial, topic text, key text, number integer)');
  const state = readState(platform.instance);
  if (state === undefined) throw new Error('The instance is not prepared.');
  letters = new DeadLetters({ ports: state.ports, secrets: ensureSecrets(platform.instance), holders: [] });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
});

afterAll(async () => {
  await letters.close();
  await platform.close();
});

/** A consumer of one topic, whose handler fails with the text of `fault` while there is one. */
function consume(
  topic: string,
  fault: (number: number) => string | undefined,
  afterDeadLetter: 'overtake' | 'park' = 'overtake',
): EventConsumer {
  const consumer = new EventConsumer({
    group: 'event-processor',
    afterDeadLetter,
    topics: [topic],
    handlers: [
      {
        event: stepTaken,
        handle: async (events, transaction) => {
          for (const { data } of events as readonly { data: { key: string; number: number } }[]) {
            const cause = fault(data.number);
            if (cause !== undefined) throw new NonRetryableError(cause);
            await transaction.query('INSERT INTO effects (topic, key, number) VALUES ($1, $2, $3)', [
              topic,
              data.key,
              data.number,
            ]);
          }
        },
      },
    ],
    database: pgDatabase(pool),
    kafka: kafka.connect(),
    logger: silent,
  });
  running.push(consumer);
  consumer.start();
  return consumer;
}

function step(topic: string, key: string, number: number): OutgoingRecord {
  const headers = {
    ce_specversion: '1.0',
    ce_source: 'test',
    ce_time: new Date().toISOString(),
    ce_id: randomUUID(),
    ce_type: 'order.created',
    'x-own': 'kept',
  };
  return {
    topic,
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify({ key, number })),
    headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

async function effectsOf(topic: string, key: string): Promise<number[]> {
  const { rows } = await pool.query<{ number: number }>(
    'SELECT number FROM effects WHERE topic = $1 AND key = $2 ORDER BY position',
    [topic, key],
  );
  return rows.map(({ number }) => number);
}

const countLetters = async (topic: string): Promise<number> => (await letters.counts()).get(`${topic}.dlq`) ?? 0;

/** Creates dead letters of these steps, with a consumer that refuses everything. */
async function bury(
  topic: string,
  records: readonly OutgoingRecord[],
  cause = (number: number) => `step ${number} cannot be taken`,
): Promise<void> {
  const before = await countLetters(topic);
  const consumer = consume(topic, cause);
  await kafka.produce(records);
  await eventually(async () => (await countLetters(topic)) === before + records.length);
  running.splice(running.indexOf(consumer), 1);
  await consumer.stop();
}

const auditLines = () =>
  readFileSync(platform.instance.auditLogPath, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { command: string; run: string; state: string });

/** A replay of 2 events per second in a separate process; resolves once it has sent some of the `count` letters. */
async function slowReplay(topic: string, count: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [`${root}/cli/dist/src/main.js`, 'dlq', 'replay', '--topic', topic, '--rate', '1/s', '--yes'],
    {
      env: { ...process.env, ...platform.env },
      stdio: 'ignore',
    },
  );
  await eventually(async () => (await countLetters(topic)) < count);
  return child;
}

const replay = (topic: string, ...more: string[]) =>
  platform.fairwayJson<DlqReplayResult>(['dlq', 'replay', '--topic', topic, '--yes', ...more]);

describe('dead letters', () => {
  const topic = 'orders';

  it('are listed by cause, shown completely, replayed in the order of their key, and take effect once', async () => {
    await bury(topic, [step(topic, 'a', 1), step(topic, 'b', 1), step(topic, 'a', 2), step(topic, 'a', 3)]);

    const { groups } = await platform.fairwayJson<DlqListResult>(['dlq', 'list']);
    expect(groups).toEqual([
      expect.objectContaining({
        place: 'orders.dlq',
        topic,
        consumer: 'event-processor',
        cause: 'NonRetryableError: step <n> cannot be taken',
        count: 4,
      }),
    ]);
    const shown = await platform.fairwayJson<DlqShowResult>(['dlq', 'show', groups[0]?.examples[0] ?? '']);
    expect(shown).toMatchObject({ value: { json: { number: 1 } }, letter: { attempts: 1 } });
    expect(shown.headers).toContainEqual({ name: 'x-own', value: 'kept' });

    const listed = (...more: string[]) =>
      platform.fairwayJson<DlqListResult>([
        'dlq',
        'list',
        '--letters',
        '--cause',
        'cannot be taken',
        '--max',
        '3',
        ...more,
      ]);
    const first = await listed();
    const second = await listed('--after', first.letters?.at(-1)?.id ?? '');
    expect([first.more, second.more]).toEqual([1, 0]);
    expect(new Set([first, second].flatMap((page) => page.letters?.map(({ id }) => id) ?? [])).size).toBe(4);

    const dryRun = await replay(topic, '--dry-run');
    expect(dryRun).toMatchObject({ selected: 4, replayed: 0, groups: [{ count: 4 }] });
    const unconfirmed = await platform.fairway(['dlq', 'replay', '--all']);
    expect(unconfirmed).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('Nothing was replayed') });
    expect(await countLetters(topic)).toBe(4);

    consume(topic, () => undefined);
    expect(await replay(topic)).toMatchObject({ selected: 4, replayed: 4, held: [], stoppedBy: null });
    await eventually(
      async () => (await effectsOf(topic, 'a')).length === 3 && (await effectsOf(topic, 'b')).length === 1,
    );
    expect(await effectsOf(topic, 'a')).toEqual([1, 2, 3]);

    expect(await replay(topic)).toMatchObject({ selected: 0, replayed: 0 });
    expect(await countLetters(topic)).toBe(0);
    expect(
      (await platform.fairwayJson<DlqShowResult>(['dlq', 'show', groups[0]?.examples[0] ?? ''])).settlement?.outcome,
    ).toBe('replayed');
    const records = await kafka.follow(topic);
    await eventually(() => records.length >= 8);
    expect(records).toHaveLength(8);
    const by = expect.stringContaining('@');
    expect(auditLines()).toEqual([
      expect.objectContaining({ command: 'dlq replay', by, state: 'started', selected: 4 }),
      expect.objectContaining({ command: 'dlq replay', by, state: 'ended', replayed: 4 }),
    ]);
  });
});

describe('a foreign record among the marks of settled letters', () => {
  it.each([
    ['without JSON', 'x/0/0', Buffer.from('junk')],
    ['with other JSON', 'x/0/1', Buffer.from('{"outcome":"lost"}')],
    ['without a value', 'x/0/2', null],
  ])('%s is reported and skipped', async (_, key, value) => {
    await kafka.produce([{ topic: settledLettersTopic.name, key: Buffer.from(key), value, headers: [] }]);
    expect(await platform.fairway(['dlq', 'list'])).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/dead-letters\.settled\[\d+\] @ \d+ is not a valid mark/),
    });
    expect(await platform.fairwayJson(['status'])).toMatchObject({ deadLetters: {} });
  });
});

describe('a replay that is killed', () => {
  const topic = 'users';

  it('is finished by the next, with one effect per event, in order', async () => {
    await bury(
      topic,
      upTo(30).map((number) => step(topic, `key-${number % 3}`, number)),
    );
    consume(topic, () => undefined);
    const child = await slowReplay(topic, 30);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(auditLines().at(-1)).toMatchObject({ command: 'dlq replay', state: 'started', selected: 30 });
    const left = await countLetters(topic);
    expect(left).toBeGreaterThan(0);
    expect(await replay(topic, '--rate', '1000/s')).toMatchObject({ replayed: left, stoppedBy: null });
    const ofKey = (rest: number) => upTo(30).filter((number) => number % 3 === rest);
    for (const rest of [0, 1, 2]) {
      await eventually(async () => (await effectsOf(topic, `key-${rest}`)).length >= 10);
      expect(await effectsOf(topic, `key-${rest}`)).toEqual(ofKey(rest));
    }
  });
});

describe('a running replay', () => {
  const topic = 'users';
  const reason = ['--reason', 'a race', '--yes'];

  it('prevents other commands from settling the same letters, but not those of other topics', async () => {
    await bury(
      topic,
      upTo(20).map((number) => step(topic, 'race', number)),
    );
    consume(topic, () => undefined);
    const child = await slowReplay(topic, 20);
    // It keeps its claim and does not end before the others have tried.
    child.kill('SIGSTOP');
    try {
      for (const args of [
        ['discard', '--topic', topic, ...reason],
        ['replay', '--all', '--yes'],
      ]) {
        expect(await platform.fairway(['dlq', ...args])).toMatchObject({
          exitCode: 6,
          stderr: expect.stringContaining('Another replay or discard of letters of users is running'),
        });
      }
      expect(await platform.fairwayJson(['dlq', 'discard', '--topic', 'events', ...reason])).toMatchObject({
        discarded: 0,
      });
    } finally {
      child.kill('SIGINT');
      child.kill('SIGCONT');
      await once(child, 'exit');
    }
    const left = await countLetters(topic);
    expect(left).toBeGreaterThan(0);
    expect(await platform.fairwayJson(['dlq', 'discard', '--topic', topic, ...reason])).toMatchObject({
      discarded: left,
    });
    await eventually(async () => (await effectsOf(topic, 'race')).length >= 20 - left);
    expect(await effectsOf(topic, 'race')).toEqual(upTo(20 - left));
  });
});

describe('an event that came back', () => {
  const topic = 'users';

  it('still goes before the events that were behind it', async () => {
    await bury(
      topic,
      upTo(3).map((number) => step(topic, 'again', number)),
    );
    const broken = consume(topic, () => 'broken again');
    expect(await replay(topic, '--max', '1')).toMatchObject({ replayed: 1 });
    await eventually(async () => (await countLetters(topic)) === 3);
    running.splice(running.indexOf(broken), 1);
    await broken.stop();
    consume(topic, () => undefined);
    expect(await replay(topic)).toMatchObject({ replayed: 3 });
    await eventually(async () => (await effectsOf(topic, 'again')).length === 3);
    expect(await effectsOf(topic, 'again')).toEqual([1, 2, 3]);
  });
});

describe('a replay whose events fail again', () => {
  const topic = 'notifications';

  it('stops when the first comes back, and is refused after three rounds', async () => {
    await bury(
      topic,
      upTo(60).map((number) => step(topic, `key-${number % 3}`, number)),
    );
    consume(topic, () => 'still broken');
    const { exitCode, stdout } = await platform.fairway(['dlq', 'replay', '--topic', topic, '--rate', '2/s', '--yes']);
    expect(stdout).toContain('still broken');
    expect(exitCode).toBe(1);
    const { groups } = await platform.fairwayJson<DlqListResult>(['dlq', 'list']);
    expect(groups.some(({ cause, topic: of }) => of === topic && cause.includes('cannot be taken'))).toBe(true);

    // The same event, round after round.
    const one = ['--max', '1'];
    for (const round of [2, 3]) {
      await eventually(async () => (await countLetters(topic)) === 60);
      expect(await replay(topic, ...one), `round ${round}`).toMatchObject({ replayed: 1 });
    }
    await eventually(async () => (await countLetters(topic)) === 60);
    const refused = await replay(topic, '--dry-run');
    expect(refused.held[0]?.reason).toContain('replayed 3 times');
    // With everything behind it.
    expect(refused.selected).toBe(40);
    expect((await replay(topic, '--dry-run', '--force')).selected).toBe(60);
  });
});

describe('a replay whose last event fails again', () => {
  it('notices it after all are sent, and does not report success', async () => {
    const broken = consume('orders', () => 'broken at the last');
    await kafka.produce([step('orders', 'last', 1)]);
    await eventually(async () => (await countLetters('orders')) === 1);
    const { exitCode, stdout } = await platform.fairway(['dlq', 'replay', '--topic', 'orders', '--yes']);
    await broken.stop();
    running.splice(running.indexOf(broken), 1);
    expect(stdout).toMatch(/✗ orders\.dlq\/\d+\/\d+ came back: .*broken at the last/);
    expect(stdout).toMatch(/replayed 1 of 1 event$/m);
    expect(exitCode).toBe(1);
    consume('orders', () => undefined);
    expect(await replay('orders')).toMatchObject({ replayed: 1, stoppedBy: null, returned: null });
  });
});

describe('a letter whose type is paused', () => {
  it('is not replayed, because it would only wait in the service, unless --force is given', async () => {
    const broken = consume('orders', () => 'broken before the pause');
    await kafka.produce([step('orders', 'pause', 1)]);
    await eventually(async () => (await countLetters('orders')) === 1);
    await broken.stop();
    running.splice(running.indexOf(broken), 1);
    // Stands in for event-processor, which is not running here.
    const metrics = createServer((_, response) =>
      response.end('consumer_paused{type="order.cancelled"} 0\nconsumer_paused{type="order.created"} 1\n'),
    );
    const state = readState(platform.instance);
    if (state === undefined) throw new Error('The instance is not prepared.');
    const port = state.ports.management['event-processor'];
    try {
      metrics.listen(port, '127.0.0.1');
      await once(metrics, 'listening');
      expect((await platform.fairway(['dlq', 'list'])).stdout).toContain('order.created is paused in event-processor');
      const held = [{ reason: expect.stringContaining('order.created is paused in event-processor') }];
      expect(await replay('orders')).toMatchObject({ selected: 0, replayed: 0, held });
      expect(await replay('orders', '--force', '--dry-run')).toMatchObject({ selected: 1, held: [] });
    } finally {
      metrics.close();
    }
    consume('orders', () => undefined);
    expect(await replay('orders')).toMatchObject({ replayed: 1 });
  });
});

describe('a selection of letters', () => {
  const topic = 'events';

  it('holds back letters behind one of their key that stays; discarding that one releases them', async () => {
    await bury(topic, [step(topic, 'a', 1), step(topic, 'a', 2), step(topic, 'b', 2)], (number) =>
      number === 1 ? 'odd' : 'even',
    );
    consume(topic, () => undefined);
    const first = await replay(topic, '--cause', 'even');
    expect(first).toMatchObject({
      selected: 1,
      replayed: 1,
      held: [{ reason: expect.stringContaining('which has the same key and stays') }],
    });

    expect((await platform.fairway(['dlq', 'discard', '--topic', topic, '--cause', 'odd', '--yes'])).exitCode).toBe(2);
    expect(
      await platform.fairwayJson([
        'dlq',
        'discard',
        '--topic',
        topic,
        '--cause',
        'odd',
        '--reason',
        'test data',
        '--yes',
      ]),
    ).toMatchObject({ discarded: 1 });
    expect(await replay(topic)).toMatchObject({ selected: 1, replayed: 1, held: [] });
    await eventually(async () => (await effectsOf(topic, 'a')).length > 0);
    expect(await effectsOf(topic, 'a')).toEqual([2]);
  });

  it('does not replay a truncated letter, and points to the original', async () => {
    const facts = {
      'dlq-topic': topic,
      'dlq-partition': '0',
      'dlq-offset': '7',
      'dlq-consumer': 'x',
      'dlq-dropped': 'value',
    };
    const headers = Object.entries(facts).map(([name, text]) => [name, Buffer.from(text)] as const);
    await kafka.produce([{ topic: `${topic}.dlq`, key: Buffer.from('c'), value: null, headers }]);
    expect(await replay(topic)).toMatchObject({
      selected: 0,
      held: [{ reason: expect.stringContaining('the original is at events[0] @ 7') }],
    });
  });

  it('keeps a letter that Kafka refuses, and those behind it, and continues with the others', async () => {
    const large = step(topic, 'd', 1);
    await bury(topic, [
      { ...large, headers: [...large.headers, ['x-large', Buffer.alloc(4_000)]] },
      step(topic, 'd', 2),
      step(topic, 'e', 1),
    ]);
    await kafka.setTopicConfig(topic, 'max.message.bytes', '2000');
    const { replayed, held } = await replay(topic, '--cause', 'cannot be taken');
    await kafka.setTopicConfig(topic, 'max.message.bytes', '1048588');
    expect(replayed).toBe(1);
    expect(held.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Kafka refused it'),
      expect.stringContaining('which has the same key and stays'),
    ]);
    expect(await replay(topic, '--cause', 'cannot be taken')).toMatchObject({ replayed: 2, held: [] });
  });

  it.each([
    ['neither topic nor all', ['replay'], 'Give --topic'],
    ['both', ['replay', '--topic', topic, '--all'], '--topic and --all exclude each other'],
    ['an unknown topic', ['replay', '--topic', 'odrers'], 'There is no topic "odrers"'],
    ['an invalid rate', ['replay', '--all', '--rate', 'fast'], 'for example 20/s'],
  ])('refuses %s', async (_, args, word) => {
    expect(await platform.fairway(['dlq', ...args])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(word),
    });
  });
});

describe('a parked key', () => {
  const topic = 'deliveries';
  const park = (fault: (number: number) => string | undefined) => consume(topic, fault, 'park');
  const parkedLine = async () => (await pool.query('SELECT FROM parked_events WHERE topic = $1', [topic])).rowCount;

  it('is free again when its first event is replayed, followed by those behind it in order, or discarded', async () => {
    const broken = park((number) => (number === 1 ? 'broken' : undefined));
    await kafka.produce([
      step(topic, 'a', 1),
      step(topic, 'a', 2),
      step(topic, 'a', 3),
      step(topic, 'b', 1),
      step(topic, 'b', 2),
    ]);
    await eventually(async () => (await countLetters(topic)) === 5);
    await broken.stop();
    running.splice(running.indexOf(broken), 1);
    expect(await parkedLine()).toBe(5);

    // The second event of b continues after the first is given up.
    expect(
      await platform.fairwayJson([
        'dlq',
        'discard',
        '--topic',
        topic,
        '--cause',
        'broken',
        '--max',
        '1',
        '--reason',
        'test',
        '--yes',
      ]),
    ).toMatchObject({ discarded: 1 });
    expect(await parkedLine()).toBe(4);
    park(() => undefined);
    // Parked letters are replayed with the one that they wait for.
    await replay(topic, '--cause', 'broken');
    await replay(topic);
    await eventually(async () => (await parkedLine()) === 0);
    expect([await effectsOf(topic, 'a'), await effectsOf(topic, 'b')].map((numbers) => numbers.join()).sort()).toEqual(
      expectedLines(),
    );
  });

  /** The partitioner decides which of the two keys comes first in the topic. */
  function expectedLines(): unknown {
    return expect.toSatisfy((lines: string[]) =>
      [
        ['1,2', '2,3'],
        ['1,2,3', '2'],
      ].some((pair) => pair.join(' ') === lines.join(' ')),
    );
  }
});
