// The watchdog's program. It must outlive its owner, so it stays small, imports nothing heavy and ends only by itself.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup, trySignal } from './process-group.js';
import { processStartTime } from './process-identity.js';
import type { WatchedProcess } from './watched-process.js';

const POLL_MS = 50;
const KILL_GRACE_MS = 5_000;

// Ended ones stay listed: no living process has their pid and start time.
const watched: WatchedProcess[] = [];

// Ctrl-C in a terminal, closing it, or a SIGTERM to everything must not end the one process that cleans up.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGQUIT'] as const) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
process.stdin.on('error', () => lines.close());
lines.on('line', (line) => {
  const target = parse(line);
  if (target) watched.push(target);
});
lines.once('close', () => void stopAll(watched.reverse()).finally(() => process.exit()));
process.stdout.write('watching\n');

function parse(line: string): WatchedProcess | undefined {
  try {
    return JSON.parse(line) as WatchedProcess;
  } catch {
    return undefined; // the owner died in the middle of a line, so its process is still waiting at the gate
  }
}

async function stopAll(targets: readonly WatchedProcess[]): Promise<void> {
  const alive = targets.filter(isAlive);
  // Only the leader gets the stop signal: it tells its children in its own way.
  for (const target of alive) trySignal(target.pid, target.signal);
  await Promise.all(alive.map(untilGone));
}

async function untilGone(target: WatchedProcess): Promise<void> {
  const signalledAtMs = performance.now();
  while (isAlive(target)) {
    const elapsedMs = performance.now() - signalledAtMs;
    if (elapsedMs > target.graceMs + KILL_GRACE_MS) return;
    if (elapsedMs >= target.graceMs) signalGroup(target.pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
  // The leader was ours a moment ago, so the group is too: what it left behind is killed with it.
  signalGroup(target.pid, 'SIGKILL');
}

function isAlive({ pid, startTime }: WatchedProcess): boolean {
  return processStartTime(pid) === startTime;
}
