import { setTimeout as delay } from 'node:timers/promises';
import { databases } from '@fairway/catalog';
import pg from 'pg';
import type { OrderPlatform } from '../order-platform.js';
import { aWhile, type Scene, whileFaulty } from './scene.js';

const attacked = ['orders', 'events'] as const;

/**
 * What a pool sees that still points at the old writer after a failover: its sessions end, and new ones cannot write.
 */
export function failover(scene: Scene): Promise<void> {
  const { platform } = scene;
  const all = async (change: string) => {
    for (const database of attacked) await platform.query('postgres', `ALTER DATABASE ${database} ${change}`);
    await endSessions(platform);
  };
  return whileFaulty(
    () => all('SET default_transaction_read_only = on'),
    () => aWhile(scene),
    () => all('RESET default_transaction_read_only'),
  );
}

export async function endedSessions(scene: Scene): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await endSessions(scene.platform);
    await delay(scene.random.integer(50, 600));
  }
}

/** A secret is rotated in the database before its services have the new one. */
export function rotatedPassword(scene: Scene): Promise<void> {
  const { platform } = scene;
  const set = async (passwordOf: (role: string) => string | undefined) => {
    for (const { role } of attacked.map((database) => databases[database])) {
      await platform.query('postgres', `ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(passwordOf(role) ?? '')}`);
    }
    await endSessions(platform);
  };
  return whileFaulty(
    () => set(() => 'the services do not have this one yet'),
    () => aWhile(scene),
    () => set((role) => platform.secrets.databasePasswords[role]),
  );
}

/** The sessions of one service stop answering for longer than any of its statements may take, and then continue. */
export async function silentSessions(scene: Scene): Promise<void> {
  const { role } = databases[scene.random.pick(attacked)];
  const sessions = await scene.platform.query<{ pid: number }>(
    'postgres',
    'SELECT pid FROM pg_stat_activity WHERE usename = $1',
    [role],
  );
  const signal = async (name: NodeJS.Signals) => {
    for (const { pid } of sessions) tryToSignal(pid, name);
  };
  await whileFaulty(
    () => signal('SIGSTOP'),
    () => aWhile(scene, 5_000, 14_000),
    () => signal('SIGCONT'),
  );
}

function tryToSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // The session has ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function endSessions(platform: OrderPlatform): Promise<void> {
  await platform.query(
    'postgres',
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY ($1) AND backend_type = 'client backend'",
    [attacked],
  );
}
