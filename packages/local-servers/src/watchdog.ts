import { FairwayError } from '@fairway/errors';
import { spawn } from 'node:child_process';
import { once, type EventEmitter } from 'node:events';
import { nodeEntryArgs } from './node-entry.js';
import type { WatchedProcess } from './watched-process.js';

/** Stops every watched process when this process ends, however it ends. */
export interface Watchdog {
  readonly pid: number;
  /**
   * Resolves when the watchdog will act even if this process is killed at once; rejects when the watchdog has ended.
   */
  watch(target: WatchedProcess): Promise<void>;
  /** Stops every watched process that still runs, all at once (newest signalled first), then the watchdog itself. */
  stop(): Promise<void>;
}

/**
 * Starts the watchdog: a small process in its own session whose standard input is a pipe from this process. The kernel
 * closes the pipe even after SIGKILL, which no exit handler survives; the watchdog then stops what it watches. Neither
 * it nor the pipe keeps this process's event loop alive.
 */
export async function startWatchdog(): Promise<Watchdog> {
  const child = spawn(process.execPath, nodeEntryArgs('watchdog-main'), {
    cwd: '/',
    detached: true,
    // Nothing else of the owner's environment: NODE_OPTIONS could open a debugger port or load code. Standard error is
    // not inherited, because readers of the owner's would then wait for the watchdog too.
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await untilItSpeaks(child, child.stdout);
  child.unref();
  child.stdout.destroy();
  const { stdin, pid } = child;
  if (pid === undefined) throw watchdogEnded('without a process id');
  // A write to an ended watchdog fails in `watch`, which has a caller to tell.
  stdin.on('error', () => {});

  return {
    pid,
    watch: (target) =>
      new Promise((resolve, reject) => {
        stdin.write(`${JSON.stringify(target)}\n`, (error) => {
          // Data that the kernel has accepted reaches the watchdog even if this process is killed now.
          if (error) reject(watchdogEnded(error.message));
          else resolve();
        });
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      stdin.end();
      await once(child, 'exit');
    },
  };
}

async function untilItSpeaks(child: EventEmitter, stdout: EventEmitter): Promise<void> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw watchdogEnded(`with ${String(code ?? signal)} while starting`);
  });
  ended.catch(() => {}); // it ends one day, long after the race
  await Promise.race([once(stdout, 'data'), ended]);
}

function watchdogEnded(how: string): FairwayError {
  return new FairwayError('failed', `The watchdog, which stops the servers if this process is killed, ended: ${how}.`, {
    hint: 'Start again; nothing is started without it. If it ends each time, check that memory and process limits leave room for one more process.',
  });
}
