import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordedRun } from '../../test/recorded-run.js';
import type { ProcessState } from '../instance/state.js';
import { RestartableProcess } from './restartable-process.js';
import type { RunRecord } from './run-record.js';

let recorded: RecordedRun;
let changes: ProcessState[];
let record: RunRecord;
beforeEach(() => {
  recorded = new RecordedRun();
  ({ changes, record } = recorded);
});
afterEach(() => recorded[Symbol.dispose]());

/** Starts of which a test says when they are ready, and processes that end when they are told to. */
function startable() {
  const starts: { ready: () => void; fail: (error: Error) => void; stopped: boolean }[] = [];
  const start = async (_: unknown, stopping: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<number>();
    const one = { ready: resolve, fail: reject, stopped: false };
    starts.push(one);
    stopping.addEventListener('abort', () => reject(new Error('stopped')));
    await promise;
    const stop = async () => {
      one.stopped = true;
      exited.resolve(0);
    };
    return { pid: process.pid, exited: exited.promise, stop };
  };
  return { starts, start };
}

const restart = () => ({ cause: 'stock.ts changed', sinceMs: performance.now() });
const notes = () => changes.map(({ phase, note = '' }) => `${phase} ${note.replace(/^\d+/, 'N')}`.trim());

describe('a process that is started again with other code', () => {
  it('tells why and how long it took, and nothing of how the old one ends', async () => {
    const { starts, start } = startable();
    const supervised = new RestartableProcess('stock', start, record, new AbortController().signal);
    const first = supervised.start();
    starts[0]?.ready();
    await first;
    const second = supervised.restart(restart());
    starts[1]?.ready();
    await second;
    expect(starts.map(({ stopped }) => stopped)).toEqual([true, false]);
    expect(notes()).toEqual(['starting', 'ready', 'starting starting: stock.ts changed', 'ready N ms after the save']);
  });

  it('gives a start up for a later one, which is no failure', async () => {
    const { starts, start } = startable();
    const supervised = new RestartableProcess('stock', start, record, new AbortController().signal);
    const first = supervised.start();
    starts[0]?.ready();
    await first;
    const overtaken = supervised.restart(restart());
    const last = supervised.restart(restart());
    await overtaken;
    starts[2]?.ready();
    await last;
    expect(starts.length).toBe(3);
    expect(changes.at(-1)?.phase).toBe('ready');
  });

  it('that does not come up is an error, and the next restart recovers', async () => {
    const { starts, start } = startable();
    const supervised = new RestartableProcess('stock', start, record, new AbortController().signal);
    const first = supervised.start();
    starts[0]?.ready();
    await first;
    const failing = supervised.restart(restart());
    starts[1]?.fail(new Error('no config'));
    await expect(failing).rejects.toThrow('no config');
    expect(changes.at(-1)?.phase).toBe('failed');
    const recovered = supervised.restart(restart());
    starts[2]?.ready();
    await recovered;
    expect(changes.at(-1)?.phase).toBe('ready');
    await supervised.stop();
    expect(starts[2]?.stopped).toBe(true);
  });
});
