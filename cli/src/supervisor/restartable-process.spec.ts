import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance } from '../instance/instance.js';
import { portsAt } from '../instance/ports.js';
import type { ProcessState } from '../instance/state.js';
import { RestartableProcess } from './restartable-process.js';
import { RunRecord } from './run-record.js';

let root: string;
let changes: ProcessState[];
let record: RunRecord;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-restartable-'));
  mkdirSync(findInstance(root, 'default').folder, { recursive: true });
  changes = [];
  const since = new Date().toISOString();
  record = new RunRecord(
    findInstance(root, 'default'),
    {
      schema: 1,
      instance: 'default',
      phase: 'starting',
      supervisor: { pid: process.pid, startTime: '' },
      ports: portsAt(4000),
      startedAt: since,
      readyAt: null,
      processes: [{ name: 'stock', phase: 'waiting', process: null, port: 4003, restarts: 0, since }],
    },
    (state) => changes.push(state),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

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
