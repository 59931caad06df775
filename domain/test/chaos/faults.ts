import { randomUUID } from 'node:crypto';
import { untilNoneLeft } from '@fairway/testkit';
import { Admin } from '@platformatic/kafka';
import { createMissingTopics } from '../../../cli/src/supervisor/topics.js';
import { endedSessions, failover, rotatedPassword, silentSessions } from './database-faults.js';
import { killedReplicas, rollingReplicas, silentReplica } from './replicas.js';
import { aWhile, type Scene, untilOrdersFlow, whileFaulty } from './scene.js';

type Fault = (scene: Scene) => Promise<void>;

/** The faults by name. A fault is over when its function returns. */
export const faults: Readonly<Record<string, Fault>> = {
  'order-service killed': kill('order-service'),
  'event-processor killed': kill('event-processor'),
  'api-gateway killed': kill('api-gateway'),
  'kafka killed': kill('kafka'),
  'postgres killed': kill('postgres'),
  'kafka frozen': frozenKafka,
  'database failed over': failover,
  'database sessions ended again and again': endedSessions,
  'database password rotated': rotatedPassword,
  'database sessions silent': silentSessions,
  'partner refuses one account': refusedAccount,
  'webhooks given up and sent again': givenUp,
  'partner is down': (scene) => partner(scene, { status: 503 }, { status: null }),
  'partner answers too late': (scene) => partner(scene, { delayMs: 7_000 }, { delayMs: 0 }),
  'dead-letter topic deleted': deletedDeadLetterTopic,
  'replicas restarted one by one': rollingReplicas,
  'replicas killed again and again': killedReplicas,
  'replica with silent connections': silentReplica,
};

function kill(name: string): Fault {
  return async ({ platform }) => platform.kill(name);
}

async function frozenKafka(scene: Scene): Promise<void> {
  const pid = scene.platform.pidOf('kafka');
  await whileFaulty(
    async () => void process.kill(pid, 'SIGSTOP'),
    () => aWhile(scene, 8_000, 12_000),
    async () => void process.kill(pid, 'SIGCONT'),
  );
}

/** The orders of other accounts must not wait for it. */
async function refusedAccount(scene: Scene): Promise<void> {
  const { userId } = scene.random.pick(scene.clients.accounts);
  await whileFaulty(
    () => scene.platform.setPartnerBehaviour({ status: 400, userId }),
    () => untilOrdersFlow(scene, userId),
    () => scene.platform.setPartnerBehaviour({ status: null, userId: null }),
  );
}

/** Three days of refusals at once, for one account; then an operator has its webhooks sent again. */
async function givenUp(scene: Scene): Promise<void> {
  const { platform, random, clients } = scene;
  const { userId } = random.pick(clients.accounts);
  const ordersOf = (status: string) =>
    platform.query('orders', 'SELECT id FROM orders WHERE user_id = $1 AND status = $2', [userId, status]);
  const enough = 5;
  await whileFaulty(
    () => platform.setPartnerBehaviour({ status: 400, userId }),
    () =>
      untilNoneLeft('orders to become undeliverable', async () => {
        await platform.query(
          'events',
          "UPDATE webhook_deliveries SET due_since = due_since - interval '73 hours' WHERE attempts > 0 AND accepted_at IS NULL",
        );
        return Math.max(0, enough - (await ordersOf('undeliverable')).length);
      }),
    async () => {
      await platform.setPartnerBehaviour({ status: null, userId: null });
      // Includes those that are given up while this runs.
      await untilNoneLeft('undeliverable orders', async () => {
        await platform.query(
          'events',
          'SELECT send_webhooks_again(ARRAY(SELECT id FROM webhook_deliveries WHERE given_up_at IS NOT NULL))',
        );
        return (await ordersOf('undeliverable')).length;
      });
    },
  );
}

type Behaviour = Parameters<Scene['platform']['setPartnerBehaviour']>[0];

function partner(scene: Scene, wrong: Behaviour, right: Behaviour): Promise<void> {
  return whileFaulty(
    () => scene.platform.setPartnerBehaviour(wrong),
    () => aWhile(scene),
    () => scene.platform.setPartnerBehaviour(right),
  );
}

/** Letters that cannot be written block their own keys and nothing else. */
async function deletedDeadLetterTopic(scene: Scene): Promise<void> {
  const { platform, poison } = scene;
  await whileFaulty(
    async () => {
      const admin = new Admin({ clientId: 'test', bootstrapBrokers: [platform.broker] });
      await admin.deleteTopics({ topics: ['notifications.dlq'] }).finally(() => admin.close());
      for (let count = 0; count < 3; count += 1)
        poison.push({ eventId: await sendPoison(scene), topic: 'notifications' });
    },
    () => untilOrdersFlow(scene),
    () => createMissingTopics(platform.broker),
  );
}

/** A request for a welcome notification without the name. */
async function sendPoison({ platform }: Scene): Promise<string> {
  const [eventId, userId, now] = [randomUUID(), randomUUID(), new Date().toISOString()];
  const data = { notificationId: eventId, userId, template: 'welcome', parameters: {}, requestedAt: now };
  const attributes = {
    ce_specversion: '1.0',
    ce_id: eventId,
    ce_type: 'notification.requested',
    ce_source: '/chaos',
    ce_time: now,
  };
  const headers = Object.entries(attributes).map(([name, value]) => [name, Buffer.from(value)] as const);
  const producer = platform.kafka().createProducer();
  await producer
    .send([{ topic: 'notifications', key: Buffer.from(userId), value: Buffer.from(JSON.stringify(data)), headers }])
    .finally(() => producer.close());
  return eventId;
}
