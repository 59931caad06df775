import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObservedPlatform } from './observed-platform.js';

const longMs = 900_000;

let platform: ObservedPlatform;
const load = new AbortController();

beforeAll(async () => {
  platform = await ObservedPlatform.start();
  for (let client = 0; client < 5; client += 1) void placeOrders();
}, longMs);
afterAll(async () => {
  load.abort();
  await platform.remove();
}, longMs);

// Tokens are valid for five minutes.
const requestsPerToken = 300;

/** One client that places an order, waits for the answer, and places the next. */
async function placeOrders(): Promise<void> {
  let token = await platform.signUp();
  for (let count = 1; !load.signal.aborted; count += 1) {
    if (count % requestsPerToken === 0) token = await platform.signUp().catch(() => token);
    await platform.place(token).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    );
    await sleep(200);
  }
}

interface Failure {
  readonly name: string;
  /** What must be told, and where. */
  readonly to: 'pages' | 'tickets';
  readonly labels: Readonly<Record<string, string>>;
  /** Pages that may follow from the same failure. */
  readonly followedBy: readonly Readonly<Record<string, string>>[];
  /** Makes it fail, and returns what ends that. */
  readonly begin: () => Promise<() => Promise<void> | void>;
}

function frozen(pids: () => readonly number[]): Failure['begin'] {
  return async () => {
    const all = pids();
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    return () => {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    };
  };
}

const childrenOf = (pid: number) =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);

const burn = (objective: string) => ({ alertname: 'ErrorBudgetBurn', objective });
// Orders wait for longer than their objectives allow.
const late = [{ alertname: 'OrderPendingTooLong' }, burn('order-processed'), burn('freshness')];

const failures: readonly Failure[] = [
  {
    name: 'the broker does not answer',
    to: 'pages',
    labels: { alertname: 'OutboxStuck', service: 'order-service' },
    followedBy: [{ alertname: 'OutboxStuck' }, { alertname: 'ConsumerLagging' }, ...late],
    begin: frozen(() => [platform.pidOf('kafka')]),
  },
  {
    name: 'a consumer stands still',
    to: 'pages',
    labels: { alertname: 'ServiceDown', service: 'event-processor' },
    followedBy: late,
    begin: frozen(() => [platform.pidOf('event-processor')]),
  },
  {
    name: 'an event cannot be read',
    to: 'tickets',
    labels: { alertname: 'DeadLetters', service: 'event-processor', topic: 'orders' },
    followedBy: [],
    begin: async () => {
      await platform.sendUnreadableEvent();
      return () => undefined;
    },
  },
  {
    name: 'the partner fails',
    to: 'tickets',
    labels: { alertname: 'WebhookCircuitOpen', service: 'event-processor' },
    followedBy: late,
    begin: async () => {
      await platform.setPartnerBehaviour({ status: 503 });
      return () => platform.setPartnerBehaviour({ status: null });
    },
  },
  {
    name: 'requests are answered with server errors',
    to: 'pages',
    labels: { alertname: 'ErrorBudgetBurn', service: 'api-gateway', objective: 'availability' },
    followedBy: [{ alertname: 'ServiceDown', service: 'order-service' }, ...late],
    begin: frozen(() => [platform.pidOf('order-service')]),
  },
  {
    name: 'requests are slow',
    to: 'pages',
    labels: { alertname: 'ErrorBudgetBurn', service: 'api-gateway', objective: 'latency' },
    followedBy: late,
    begin: async () => {
      const pid = platform.pidOf('order-service');
      const end = new AbortController();
      const limping = (async () => {
        while (!end.signal.aborted) {
          process.kill(pid, 'SIGSTOP');
          await sleep(800);
          process.kill(pid, 'SIGCONT');
          await sleep(400);
        }
      })();
      return async () => {
        end.abort();
        await limping;
      };
    },
  },
  {
    name: 'PostgreSQL does not answer',
    to: 'pages',
    labels: { alertname: 'ErrorBudgetBurn', service: 'api-gateway', objective: 'availability' },
    followedBy: [{ alertname: 'ConsumerLagging' }, { alertname: 'OutboxStuck' }, burn('availability'), ...late],
    begin: frozen(() => [platform.pidOf('postgres'), ...childrenOf(platform.pidOf('postgres'))]),
  },
];

describe('when', () => {
  beforeEach(() => platform.quiet(), longMs);

  it.each(failures)('$name, the right alert is told and resolved, and no wrong page', async (failure) => {
    const { to, labels, followedBy, begin } = failure;
    const end = await begin();
    try {
      await eventually(() => platform.wasTold({ to, labels, status: 'firing' }), { withinMs: 600_000 });
    } finally {
      await end();
    }
    await eventually(() => platform.wasTold({ to, labels, status: 'resolved' }), { withinMs: 600_000 });
    expect(platform.wrongPages([...followedBy, labels])).toEqual([]);
  });
});
