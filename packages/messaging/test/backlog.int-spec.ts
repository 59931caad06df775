import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type EventData, userRegistered } from '@fairway/contracts';
import { spawnServer } from '@fairway/local-servers';
import { Testbed } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OutgoingRecord } from '../src/index.js';
import { headersOf, upTo } from './consumer-bed.js';
import { inboxTables } from './tables.js';

/**
 * Large enough to fail without the limit per fetch. FAIRWAY_BACKLOG=300000 handles a long one to its end, which takes
 * minutes.
 */
const longRun = process.env['FAIRWAY_BACKLOG'];
const backlog = Number(longRun ?? 40_000);
const toHandle = longRun === undefined ? 10_000 : backlog;
const topic = 'backlog';
const program = fileURLToPath(new URL('backlog-consumer.mjs', import.meta.url));

let testbed: Testbed;

beforeAll(async () => {
  testbed = await Testbed.open();
});

afterAll(() => testbed.close());

/** Of the size of an event that names a handful of things. */
function registration(): OutgoingRecord {
  const data: EventData<typeof userRegistered> = {
    userId: randomUUID(),
    email: 'ada@example.com',
    name: upTo(8)
      .map(() => randomUUID())
      .join(' '),
    registeredAt: '2026-01-01T00:00:00.000Z',
  };
  const headers = headersOf({ ce_id: randomUUID(), ce_type: userRegistered.type, 'content-type': 'application/json' });
  return { topic, key: Buffer.from(data.userId), value: Buffer.from(JSON.stringify(data)), headers };
}

it(
  'a consumer with a heap of 96 MB handles a backlog of any length',
  longRun === undefined ? {} : { timeout: 3_600_000 },
  async () => {
    const [postgres, kafka] = await Promise.all([testbed.postgres(), testbed.kafka()]);
    const databaseUrl = await postgres.createDatabase('shop');
    for (const statement of inboxTables) await postgres.query('shop', statement);
    await kafka.createTopics([topic], 6);
    for (let sent = 0; sent < backlog; sent += 2_000) await kafka.produce(upTo(2_000).map(registration));

    const consumer = await spawnServer({
      name: 'backlog consumer',
      command: process.execPath,
      args: ['--max-old-space-size=96', program, kafka.bootstrapServer, databaseUrl, topic, String(toHandle)],
      env: {},
      logFile: testbed.path('backlog-consumer.log'),
      graceMs: 10_000,
      watchdog: testbed.watchdog,
    });
    const exit = await consumer.exited;
    expect(exit, await readFile(consumer.logFile, 'utf8')).toBe(0);
    const [inbox] = await postgres.query<{ count: number }>('shop', 'SELECT count(*)::int AS count FROM inbox');
    expect(inbox?.count).toBeGreaterThanOrEqual(toHandle);
  },
);
