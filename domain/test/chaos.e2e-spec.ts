import { randomInt } from 'node:crypto';
import { claimPortBlock } from '@fairway/local-servers';
import { SeededRandom, Testbed, untilNoneLeft } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults } from './chaos/faults.js';
import { openWork } from './open-work.js';
import { OrderClients } from './chaos/order-clients.js';
import { offerProducts } from './chaos/random-order.js';
import { growth, readFacts, readFigures } from './chaos/read-facts.js';
import { type Scene, untilAllRun, untilOrdersFlow } from './chaos/scene.js';
import type { PlatformFacts } from './history/history.js';
import { historyViolations } from './history/history-violations.js';
import { OrderPlatform } from './order-platform.js';

/*
 * Invariant: an order that was answered 201 reaches the partner and is processed, counted and notified, each once and
 * in order, or is cancelled as its client was told; a request without an answer happened completely or not at all;
 * nothing happens that no client asked for. All of this holds whatever fails meanwhile. At the end, the history of the
 * clients' answers is compared with every table and topic.
 */

const seed = Number(process.env['FAIRWAY_CHAOS_SEED'] ?? randomInt(2 ** 31));
const rounds = Number(process.env['FAIRWAY_CHAOS_ROUNDS'] ?? 1);
const random = new SeededRandom(seed);
const schedule = Array.from({ length: rounds }, () => random.shuffled(Object.keys(faults))).flat();
// Waits end by lack of progress; this limit ends a test that hangs without one.
const testTimeoutMs = 1_800_000;
const platform = new OrderPlatform(await claimPortBlock());

describe(`under load, with FAIRWAY_CHAOS_SEED=${seed}`, () => {
  const startedAt = new Date();
  let scene: Scene;
  let figuresBefore: Awaited<ReturnType<typeof readFigures>>;

  beforeAll(async () => {
    await platform.up();
    const skus = await offerProducts(platform, new SeededRandom(seed));
    const [testbed, clients] = [await Testbed.open(), await OrderClients.open(platform.gatewayUrl, 4, skus)];
    scene = { platform, clients, random, testbed, poison: [] };
    figuresBefore = await readFigures(platform, startedAt);
    clients.start(seed);
    await untilOrdersFlow(scene);
  }, testTimeoutMs);

  afterAll(async () => {
    scene?.clients.stop();
    await scene?.testbed.close();
    await platform.remove();
  }, testTimeoutMs);

  it.each(schedule)(
    'orders flow again after: %s',
    async (name) => {
      scene.clients.during = name;
      await faults[name]?.(scene);
      await untilAllRun(scene);
      scene.clients.during = 'nothing';
      await untilOrdersFlow(scene);
    },
    testTimeoutMs,
  );

  it(
    'no order was lost, doubled, sent, counted or notified otherwise than its client was told',
    async () => {
      const { clients, poison } = scene;
      clients.stop();
      await untilNoneLeft('clients without their last answer', () => clients.running);
      await clients.replay(random);
      await untilNoneLeft('work', () => openWork(platform), { everyMs: 1_000 });
      const history = { accounts: clients.accounts.map(({ userId }) => userId), orders: clients.orders, poison };
      const facts = {
        ...(await readFacts(platform, clients.accounts)),
        strangers: await clients.askAsStrangers(random),
        figures: growth(figuresBefore, await readFigures(platform, startedAt)),
      };
      process.stdout.write(`${summaryOf(clients, facts)}\n`);
      expect(clients.unexpected).toEqual([]);
      expect(new Set(clients.orders.map(({ cancellation }) => cancellation))).toEqual(
        new Set(['not asked', 'done', 'refused']),
      );
      const violations = historyViolations(history, facts);
      expect(violations.slice(0, 30), `${violations.length} violations, the first of them`).toEqual([]);
    },
    testTimeoutMs,
  );
});

/** How much was tested: a run without repeats or unknown outcomes proves little. */
function summaryOf({ orders, unknownOutcomes }: OrderClients, { events }: PlatformFacts): string {
  const count = (cancellation: string) => orders.filter((order) => order.cancellation === cancellation).length;
  const repeats = events.length - new Set(events.map(({ id }) => id)).size;
  return (
    `${orders.length} orders, ${count('done')} cancelled, ${count('refused')} not cancellable any more, ` +
    `${unknownOutcomes} requests of unknown outcome, ${repeats} of ${events.length} records twice on their topic`
  );
}
