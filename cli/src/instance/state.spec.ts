import { describe, expect, it } from 'vitest';
import { portsAt } from './port-plan.js';
import { leftovers, observe, type PlatformState, type ProcessState } from './state.js';

const supervisor = { pid: 1, startTime: '10' };
const service: ProcessState = {
  name: 'stock-service',
  phase: 'ready',
  process: { pid: 2, startTime: '20' },
  port: 4003,
  restarts: 0,
  since: '2026-01-01T00:00:00.000Z',
};
const written: PlatformState = {
  schema: 1,
  instance: 'default',
  phase: 'ready',
  supervisor,
  ports: portsAt(4000),
  startedAt: '2026-01-01T00:00:00.000Z',
  readyAt: '2026-01-01T00:00:05.000Z',
  processes: [service],
};
const aliveAre =
  (...pids: number[]) =>
  ({ pid }: { pid: number }) =>
    pids.includes(pid);

describe('the observed state', () => {
  it('is the written one while all processes are alive', () => {
    expect(observe(written, aliveAre(1, 2))).toEqual(written);
    expect(leftovers(observe(written, aliveAre(1, 2)))).toEqual([]);
  });

  it('shows a crash before the supervisor has written it', () => {
    expect(observe(written, aliveAre(1)).processes).toEqual([{ ...service, process: null, phase: 'restarting' }]);
  });

  it('is stopped when the supervisor is gone, and lists what it left behind', () => {
    const observed = observe(written, aliveAre(2));
    expect(observed.phase).toBe('stopped');
    expect(leftovers(observed)).toEqual([{ name: 'stock-service', process: service.process }]);
  });

  it('shows no process as waiting when no supervisor can start it', () => {
    const waiting: ProcessState = { ...service, phase: 'waiting', process: null, note: 'kafka' };
    const observed = observe({ ...written, phase: 'starting', processes: [waiting] }, aliveAre());
    expect(observed.processes).toEqual([{ ...waiting, phase: 'stopped' }]);
    expect(leftovers(observed)).toEqual([]);
  });
});
