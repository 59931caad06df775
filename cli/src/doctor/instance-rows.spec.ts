import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { findInstance } from '../instance/instance.js';
import { portsAt } from '../instance/port-plan.js';
import type { PlatformState } from '../instance/state.js';
import { instanceRows } from './instance-rows.js';

const since = '2026-01-01T00:00:00.000Z';
const failed: PlatformState = {
  schema: 1,
  instance: 'default',
  phase: 'ready',
  supervisor: { pid: 1, startTime: '10' },
  ports: portsAt(1),
  startedAt: since,
  readyAt: since,
  processes: [{ name: 'stock-service', phase: 'failed', process: null, port: 4003, restarts: 3, since }],
};

describe('what to do about a process that has failed', () => {
  it.each([
    [undefined, './fairway logs stock-service shows why; then ./fairway down and ./fairway up.'],
    [true, './fairway logs stock-service shows why. Save a correction, and it is tried again.'],
  ])('in development: %s', async (development, fix) => {
    const state = development === undefined ? failed : { ...failed, development };
    const rows = await instanceRows(findInstance(tmpdir(), 'default'), state);
    expect(rows).toContainEqual(expect.objectContaining({ id: 'state', status: 'fail', fix }));
  });
});
