import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInstance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import type { ProcessState } from '../src/instance/state.js';
import { RunRecord } from '../src/supervisor/run-record.js';

/** The record of a run in a folder of a test's own, with one process, `stock`, and every change of that process. */
export class RecordedRun implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'fairway-run-'));
  readonly changes: ProcessState[] = [];
  readonly record: RunRecord;

  constructor() {
    const instance = findInstance(this.root, 'default');
    mkdirSync(instance.folder, { recursive: true });
    const since = new Date().toISOString();
    this.record = new RunRecord(
      instance,
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
      (state) => this.changes.push(state),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}
