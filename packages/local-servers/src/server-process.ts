import { FairwayError } from '@fairway/errors';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { lastLines } from './log-tail.js';
import { signalGroup } from './process-group.js';
import { processStartTime } from './process-identity.js';
import type { Watchdog } from './watchdog.js';

/** Options of `spawnServer`. */
export interface SpawnServerOptions {
  /** Name for messages: `PostgreSQL`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Standard output and error are appended to this file; its folder is created. */
  readonly logFile: string;
  /** The signal for a clean stop; SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
  /** Time for a clean stop before it is killed. */
  readonly graceMs: number;
  readonly watchdog: Watchdog;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A process that this one owns. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /**
   * The exit code, or the name of the signal that ended it. Never rejects, and waiting for it does not keep this
   * process alive.
   */
  readonly exited: Promise<number | string>;
  /** The last lines it has written since its start. */
  lastLogLines(count?: number): Promise<string[]>;
  /** Stops it cleanly, and kills its process group after its grace. Resolves when it is gone; may be called again. */
  stop(): Promise<void>;
}

// If the owner were killed after a process was born and before the watchdog knew it, an orphan would remain. So the
// child waits at a gate: it becomes the server only after a line on descriptor 3, which is sent once the watchdog knows
// it. If the owner is gone by then, the gate reads end of file and ends.
const GATE = 'read -r _ <&3 && exec 3<&- && exec "$@"';

/**
 * Starts a process in its own process group, under the watchdog, with its output appended to a file. It does not keep
 * this process's event loop alive. When its leader ends, the rest of its group is killed.
 * @throws FairwayError failed when it cannot be spawned. A command that does not exist exits with 127.
 */
export async function spawnServer(options: SpawnServerOptions): Promise<ServerProcess> {
  await mkdir(dirname(options.logFile), { recursive: true });
  await using log = await open(options.logFile, 'a');
  const { size: logStart } = await log.stat();
  const child = spawn('/bin/sh', ['-c', GATE, options.name, options.command, ...options.args], {
    cwd: options.cwd,
    detached: true,
    env: options.env,
    stdio: ['ignore', log.fd, log.fd, 'pipe'],
    uid: options.uid,
    gid: options.gid,
  });
  const { pid } = child;
  if (pid === undefined) throw spawnFailed(options.name, await once(child, 'error'));
  child.unref();
  const server = new OwnedProcess(child, pid, options, logStart);
  const gate = child.stdio[3] as Duplex;
  gate.on('error', () => {}); // it ended at the gate; `exited` reports that
  try {
    await options.watchdog.watch({
      pid,
      startTime: processStartTime(pid) ?? '',
      signal: options.stopSignal ?? 'SIGTERM',
      graceMs: options.graceMs,
    });
    gate.write('\n');
  } finally {
    gate.end(() => gate.destroy());
  }
  return server;
}

class OwnedProcess implements ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<number | string>;
  readonly #child: ChildProcess;
  readonly #options: SpawnServerOptions;
  readonly #logStart: number;
  #stopped: Promise<void> | undefined;

  constructor(child: ChildProcess, pid: number, options: SpawnServerOptions, logStart: number) {
    this.name = options.name;
    this.pid = pid;
    this.logFile = options.logFile;
    this.#child = child;
    this.#options = options;
    this.#logStart = logStart;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        signalGroup(pid, 'SIGKILL');
        resolve(code ?? signal ?? 'unknown');
      });
    });
  }

  lastLogLines(count = 20): Promise<string[]> {
    return lastLines(this.logFile, { count, fromByte: this.#logStart });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    this.#child.kill(this.#options.stopSignal ?? 'SIGTERM');
    const killTimer = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), this.#options.graceMs);
    await this.exited;
    clearTimeout(killTimer);
  }
}

function spawnFailed(name: string, [cause]: unknown[]): FairwayError {
  return new FairwayError(
    'failed',
    `${name} could not be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
    {
      hint: 'Check that its folders exist and that the process limit (ulimit -u) is not reached.',
    },
  );
}
