import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRecord } from './run-record.js';
import { SupervisedProcess, type RunningProcess } from './supervised-process.js';

/** Why a process is started again, and since when that is wanted. */
export interface Restart {
  readonly cause: string;
  readonly sinceMs: number;
}

/**
 * Starts the process while those before it may still be ending.
 * @param before their pids; it takes their ports only when they are gone
 */
export type Successor = (
  onSpawn: (pid: number) => void,
  stopping: AbortSignal,
  before: readonly number[],
) => Promise<RunningProcess>;

/** A supervised process that may be started again with other code. The new one starts while the old one ends. */
export class RestartableProcess {
  readonly #name: string;
  readonly #start: Successor;
  readonly #record: RunRecord;
  readonly #stopping: AbortSignal;
  #pids: number[] = [];
  #ended: Promise<unknown> = Promise.resolve();
  #current: SupervisedProcess;

  /** @param stopping the run ends: no process follows another one any more */
  constructor(name: string, start: Successor, record: RunRecord, stopping: AbortSignal) {
    this.#name = name;
    this.#start = start;
    this.#record = record;
    this.#stopping = stopping;
    this.#current = this.#next();
  }

  start(): Promise<void> {
    return this.#current.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#ended, this.#current.stop()]);
  }

  /** Resolves when the new process is ready, or when a later restart has taken its place. */
  async restart(reason: Restart): Promise<void> {
    const before = this.#current;
    const current = this.#next(reason);
    this.#current = current;
    this.#ended = Promise.all([this.#ended, before.stop()]);
    try {
      await current.start();
    } catch (error) {
      if (current === this.#current && !this.#stopping.aborted) throw error;
    }
  }

  #next(reason?: Restart): SupervisedProcess {
    const next = new SupervisedProcess(
      this.#name,
      (onSpawn, stopping) => {
        const before = this.#pids.filter(isRunning);
        this.#pids = before;
        const spawned = (pid: number) => {
          this.#pids = [...before, pid];
          onSpawn(pid);
        };
        return this.#start(spawned, stopping, before);
      },
      {
        // What an old process still does is not the state of the service.
        setPhase: (name, phase, change) => {
          if (next !== this.#current) return;
          this.#record.setPhase(name, phase, { ...noteOf(reason, phase), ...change });
          if (phase === 'ready') reason = undefined;
        },
      },
      { stopping: this.#stopping },
    );
    return next;
  }
}

function noteOf(reason: Restart | undefined, phase: string): { note?: string } {
  if (reason === undefined) return {};
  if (phase === 'starting') return { note: `starting: ${reason.cause}` };
  return phase === 'ready' ? { note: `${Math.round(performance.now() - reason.sinceMs)} ms after the save` } : {};
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isRunning)) await sleep(10);
}

/** Of a child of this process: its pid is not used again before its end was noticed here. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
