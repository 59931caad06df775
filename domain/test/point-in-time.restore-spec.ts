import { randomInt } from 'node:crypto';
import { claimPortBlock } from '@fairway/local-servers';
import { SeededRandom, Testbed, untilNoneLeft } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrderClients } from './chaos/order-clients.js';
import { offerProducts } from './chaos/random-order.js';
import { growth, readFacts, readFigures } from './chaos/read-facts.js';
import { untilAllRun, untilOrdersFlow } from './chaos/scene.js';
import { historyViolations } from './history/history-violations.js';
import { firstOfEach } from './history/knowledge.js';
import { openWork } from './open-work.js';
import { OrderPlatform } from './order-platform.js';
import { recoverOrders, type Recovered, rewindConsumers } from './restore/catch-up.js';
import { PointInTimeBackup } from './restore/point-in-time.js';
import { withServersAlone } from './restore/servers-alone.js';

/*
 * The drill of docs/guides/restore.md. Under load, PostgreSQL is backed up; later all databases go back to a time at which
 * orders were on their way, and Kafka does not. Then the history of the clients' answers is compared with every table and
 * topic, as after the chaos test: nothing may be lost or doubled, and what the restored database had lost is named.
 */

const seed = Number(process.env['FAIRWAY_CHAOS_SEED'] ?? randomInt(2 ** 31));
const random = new SeededRandom(seed);
const enough = 10;
const platform = new OrderPlatform(await claimPortBlock());
let testbed: Testbed;

const pending = async () => {
  const rows = await platform.query<{ id: string }>('orders', "SELECT id FROM orders WHERE status = 'pending'");
  return rows.map(({ id }) => id);
};
const untilAtRest = () => untilNoneLeft('work', () => openWork(platform), { everyMs: 1_000 });

beforeAll(async () => {
  testbed = await Testbed.open();
  await platform.up();
});

afterAll(async () => {
  await platform.remove();
  await testbed.close();
});

it(`databases that go back to a time catch up with Kafka (FAIRWAY_CHAOS_SEED=${seed})`, async () => {
  const startedAt = new Date();
  const backup = new PointInTimeBackup(platform);
  await backup.archiveLog();
  await untilAllRun({ platform });
  const clients = await OrderClients.open(platform.gatewayUrl, 4, await offerProducts(platform, random));
  await untilAtRest();
  const figuresBefore = await readFigures(platform, startedAt);
  clients.start(seed);
  await untilOrdersFlow({ platform, clients });
  await backup.copyBase();
  await untilOrdersFlow({ platform, clients });
  const time = await whileOrdersWait(now);
  clients.during = 'the time that is undone';
  await untilOrdersFlow({ platform, clients });
  const webhooksBefore = await stopInOrder(clients, backup);

  await backup.restore(time);
  const { waiting, recovered } = await catchUp(startedAt);
  await platform.up();
  await untilAtRest();

  const facts = await readFacts(platform, clients.accounts);
  const violations = historyViolations(
    { accounts: clients.accounts.map(({ userId }) => userId), orders: clients.orders, poison: [] },
    {
      ...facts,
      // The partner of the local run forgets them when it is stopped.
      webhooks: firstOfEach([...webhooksBefore, ...facts.webhooks], ({ webhookId }) => webhookId),
      strangers: await clients.askAsStrangers(random),
      figures: growth(figuresBefore, await readFigures(platform, startedAt)),
    },
  );
  process.stdout.write(
    `${clients.orders.length} orders, ${waiting} of the restored ones on their way; ` +
      `recovered ${recovered.orders.length} orders and ${recovered.cancellations.length} cancellations\n`,
  );
  expect(clients.unexpected).toEqual([]);
  expect(waiting).toBeGreaterThanOrEqual(enough);
  expect(recovered.orders.length).toBeGreaterThan(0);
  // Idempotency keys are in no event. Nothing else is missing, and of no other order.
  expect(violations.map((line) => line.replace(/ \(.*\): /, ': ')).toSorted()).toEqual(
    recovered.orders.map((id) => `${id}: its idempotency key is not stored with it`).toSorted(),
  );
});

async function now(): Promise<string> {
  const [clock] = await platform.query<{ time: string }>('postgres', 'SELECT clock_timestamp()::text AS time');
  return clock?.time ?? '';
}

/** The partner is away, so orders are stored, counted, and wait for it. */
async function whileOrdersWait<Result>(work: () => Promise<Result>): Promise<Result> {
  await platform.setPartnerBehaviour({ status: 503 });
  try {
    await untilNoneLeft('orders to wait', async () => Math.max(0, enough - (await pending()).length));
    return await work();
  } finally {
    await platform.setPartnerBehaviour({ status: null });
  }
}

/** Step 1 of the guide: no more requests, and what is in an outbox is published. */
async function stopInOrder(clients: OrderClients, backup: PointInTimeBackup) {
  clients.stop();
  await untilNoneLeft('clients without their last answer', () => clients.running);
  await untilAtRest();
  await backup.untilArchived();
  const webhooks = await platform.allWebhooks();
  await platform.fairway(['down']);
  return webhooks;
}

/** Steps 4 and 5 of the guide, while no service runs. */
async function catchUp(since: Date): Promise<{ waiting: number; recovered: Recovered }> {
  return await withServersAlone(platform, testbed, async () => {
    const waiting = (await pending()).length;
    const recovered = await recoverOrders(platform, since);
    await rewindConsumers(platform, since);
    return { waiting, recovered };
  });
}
