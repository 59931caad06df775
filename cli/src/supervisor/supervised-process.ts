import type { ServerProcess } from '@fairway/local-servers';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../command-line/as-fairway-error.js';
import { RestartPolicy } from './restart-policy.js';
import type { RunRecord } from './run-record.js';

export type RunningProcess = Pick<ServerProcess, 'pid' | 'exited' | 'stop'>;

/**
 * Starts the process and resolves when it is ready.
 * @param onSpawn called as soon as the pid is known, if that is before the process is ready
 * @param stopping aborted when the process is no longer wanted: give up and leave nothing behind
 */
export type Starter = (onSpawn: (pid: number) => void, stopping: AbortSignal) => Promise<RunningProcess>;

export interface SupervisionOptions {
  /** Aborted when the run ends: processes that end from then on were stopped on purpose, by us or by the watchdog. */
  readonly stopping?: AbortSignal;
  readonly restarts?: Pick<RestartPolicy, 'delayAfterCrashMs'>;
}

/** Keeps one process running until it is stopped: a crashed process is restarted, with growing delays. */
export class SupervisedProcess {
  readonly name: string;
  readonly #start: Starter;
  readonly #record: Pick<RunRecord, 'setPhase'>;
  readonly #restarts: Pick<RestartPolicy, 'delayAfterCrashMs'>;
  readonly #stop = new AbortController();
  readonly #stopping: AbortSignal;
  #running: RunningProcess | undefined;
  #settled: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    start: Starter,
    record: Pick<RunRecord, 'setPhase'>,
    { stopping, restarts = new RestartPolicy() }: SupervisionOptions = {},
  ) {
    this.name = name;
    this.#start = start;
    this.#record = record;
    this.#restarts = restarts;
    this.#stopping = stopping === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, stopping]);
  }

  /** Resolves when the process is ready; a process that fails its first start is not restarted. */
  async start(): Promise<void> {
    const first = this.#launch(false);
    this.#settled = first.then(
      (running) => void this.#keepRunning(running),
      () => this.#record.setPhase(this.name, this.#stopping.aborted ? 'stopped' : 'failed', { pid: null }),
    );
    await first;
  }

  /** Stops the process, even in the middle of a start or of the delay before one. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#settled;
    if (this.#running === undefined) return;
    this.#record.setPhase(this.name, 'stopping');
    await this.#running.stop();
    this.#running = undefined;
    this.#record.setPhase(this.name, 'stopped', { pid: null });
  }

  async #launch(restarted: boolean): Promise<RunningProcess> {
    this.#record.setPhase(this.name, 'starting', { pid: null, restarted });
    const running = await this.#start((pid) => this.#record.setPhase(this.name, 'starting', { pid }), this.#stopping);
    this.#running = running;
    this.#record.setPhase(this.name, 'ready', { pid: running.pid });
    return running;
  }

  async #keepRunning(first: RunningProcess): Promise<void> {
    for (let running: RunningProcess | undefined = first; running !== undefined;) {
      const exit = await running.exited;
      this.#running = undefined;
      if (this.#stopping.aborted) {
        this.#record.setPhase(this.name, 'stopped', { pid: null });
        return;
      }
      const again = this.#startAgain(`ended with ${exit}`);
      this.#settled = again;
      running = await again;
    }
  }

  /** Undefined when the process was given up or must stop. Never rejects. */
  async #startAgain(crash: string): Promise<RunningProcess | undefined> {
    for (let cause = crash; !this.#stopping.aborted;) {
      const delayMs = this.#restarts.delayAfterCrashMs(performance.now());
      if (delayMs === undefined) {
        this.#record.setPhase(this.name, 'failed', {
          pid: null,
          note: `${cause}; given up after five crashes in two minutes`,
        });
        return undefined;
      }
      this.#record.setPhase(this.name, 'restarting', {
        pid: null,
        note: `${cause}; restarting in ${delayMs / 1_000} s`,
      });
      await sleep(delayMs, undefined, { signal: this.#stopping }).catch(() => {});
      if (this.#stopping.aborted) break;
      try {
        return await this.#launch(true);
      } catch (error) {
        cause = messageOf(error);
      }
    }
    this.#record.setPhase(this.name, 'stopped', { pid: null });
    return undefined;
  }
}
