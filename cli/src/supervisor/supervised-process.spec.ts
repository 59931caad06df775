import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordedRun } from '../../test/recorded-run.js';
import { findInstance } from '../instance/instance.js';
import { readState, type ProcessState } from '../instance/state.js';
import type { RunRecord } from './run-record.js';
import { SupervisedProcess, type RunningProcess } from './supervised-process.js';

let recorded: RecordedRun;
let changes: ProcessState[];
let record: RunRecord;
beforeEach(() => {
  recorded = new RecordedRun();
  ({ changes, record } = recorded);
});
afterEach(() => recorded[Symbol.dispose]());

/** Fake processes that end when the test says so. */
function startable() {
  const running: { end: (code: number) => void; stopped: boolean }[] = [];
  const start = async (): Promise<RunningProcess> => {
    const exited = Promise.withResolvers<number>();
    const entry = { end: exited.resolve, stopped: false };
    running.push(entry);
    return {
      pid: process.pid,
      exited: exited.promise,
      stop: async () => {
        entry.stopped = true;
        exited.resolve(0);
      },
    };
  };
  return { running, start };
}

const phases = () => changes.map(({ phase }) => phase);

describe('a supervised process', () => {
  it('is restarted when it ends by itself, and reports it', async () => {
    const { running, start } = startable();
    const supervised = new SupervisedProcess('stock', start, record);
    await supervised.start();
    running[0]?.end(7);
    await expect.poll(() => running.length, { timeout: 5_000 }).toBe(2);
    await expect.poll(phases).toEqual(['starting', 'ready', 'restarting', 'starting', 'ready']);
    expect(changes[2]?.note).toBe('ended with 7; restarting in 0.5 s');
    expect(readState(findInstance(recorded.root, 'default'))?.processes[0]).toMatchObject({
      phase: 'ready',
      restarts: 1,
    });
    await supervised.stop();
    expect(running[1]?.stopped).toBe(true);
  });

  it('is not restarted once it must stop, even during the delay before a restart', async () => {
    const { running, start } = startable();
    const supervised = new SupervisedProcess('stock', start, record);
    await supervised.start();
    running[0]?.end(7);
    await expect.poll(phases).toContain('restarting');
    await supervised.stop();
    expect(phases().at(-1)).toBe('stopped');
    expect(running.length).toBe(1);
  });

  it('has stopped, not crashed, when the watchdog ends it during the stop of the run', async () => {
    const { running, start } = startable();
    const run = new AbortController();
    const supervised = new SupervisedProcess('stock', start, record, { stopping: run.signal });
    await supervised.start();
    run.abort();
    running[0]?.end(0);
    await expect.poll(phases).toContain('stopped');
    await supervised.stop();
    expect(phases()).toEqual(['starting', 'ready', 'stopped']);
    expect(running.length).toBe(1);
  });

  it('is given up when it keeps ending', async () => {
    const { running, start } = startable();
    let starts = 0;
    const failing = async () => {
      starts += 1;
      return starts === 1 ? await start() : Promise.reject(new Error('no disk'));
    };
    const delaysMs = [1, 1, undefined];
    await new SupervisedProcess('stock', failing, record, {
      restarts: { delayAfterCrashMs: () => delaysMs.shift() },
    }).start();
    running[0]?.end(1);
    await expect.poll(phases).toContain('failed');
    expect(changes.at(-1)?.note).toBe('no disk; given up after five crashes in two minutes');
    expect(starts).toBe(3);
  });

  it('that fails its first start reports an error and is not retried', async () => {
    const supervised = new SupervisedProcess('stock', () => Promise.reject(new Error('no config')), record);
    await expect(supervised.start()).rejects.toThrow('no config');
    await expect.poll(phases).toEqual(['starting', 'failed']);
  });

  it('can be stopped in the middle of its start', async () => {
    const supervised = new SupervisedProcess(
      'stock',
      (_, stopping) =>
        new Promise((__, reject) => stopping.addEventListener('abort', () => reject(new Error('stopped')))),
      record,
    );
    const started = supervised.start();
    await Promise.all([expect(started).rejects.toThrow('stopped'), supervised.stop()]);
    expect(phases()).toEqual(['starting', 'stopped']);
  });
});
