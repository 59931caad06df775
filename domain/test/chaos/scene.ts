import { setTimeout as delay } from 'node:timers/promises';
import { type SeededRandom, type Testbed, untilNoneLeft } from '@fairway/testkit';
import type { OrderPlatform } from '../order-platform.js';
import type { OrderClients } from './order-clients.js';

/** What a step of the chaos test works on: a platform under load. */
export interface Scene {
  readonly platform: OrderPlatform;
  readonly clients: OrderClients;
  readonly random: SeededRandom;
  readonly testbed: Testbed;
  /** Events that were sent by hand and must become dead letters. */
  readonly poison: { eventId: string; topic: string }[];
}

/** Starts a fault, runs the observation while it lasts, and always ends it. */
export async function whileFaulty(
  fault: () => Promise<void>,
  meanwhile: () => Promise<void>,
  undo: () => Promise<void>,
): Promise<void> {
  try {
    await fault();
    await meanwhile();
  } finally {
    await undo();
  }
}

/** How long a fault lasts; not a wait for something. */
export function aWhile({ random }: Scene, fromMs = 3_000, toMs = 6_000): Promise<void> {
  return delay(random.integer(fromMs, toMs));
}

/** Waits until newly placed orders are finished: those of all accounts, or of all but one. */
export async function untilOrdersFlow(
  { platform, clients }: Pick<Scene, 'platform' | 'clients'>,
  exceptOf?: string,
): Promise<void> {
  const first = clients.orders.length;
  const enough = 20;
  const placed = () =>
    clients.orders
      .slice(first)
      .filter(({ userId }) => userId !== exceptOf)
      .slice(0, enough);
  await untilNoneLeft('orders to place', () => enough - placed().length);
  const ids = placed().map(({ ids: [id] }) => id);
  await untilNoneLeft('orders that are on their way', async () => {
    const [row] = await platform.query<{ count: number }>(
      'orders',
      "SELECT count(*)::integer AS count FROM orders WHERE id = ANY ($1::uuid[]) AND status <> 'pending'",
      [ids],
    );
    return ids.length - (row?.count ?? 0);
  });
}

export async function untilAllRun({ platform }: Pick<Scene, 'platform'>): Promise<void> {
  await untilNoneLeft('processes to start', () => {
    const { processes } = platform;
    const failed = processes.filter(({ phase }) => phase === 'failed');
    if (failed.length > 0) throw new Error(failed.map(({ name, note }) => `${name} failed: ${note}`).join('; '));
    return processes.filter(({ phase }) => phase !== 'ready' && phase !== 'done').length;
  });
}
