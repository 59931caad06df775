import { describe, expect, it } from 'vitest';
import { HealthRegistry } from './health-registry.js';

describe('HealthRegistry', () => {
  it('reports each check by name, with its reason when it fails and its detail when it has one', async () => {
    const health = new HealthRegistry();
    health.register({ name: 'good', check: async () => undefined });
    health.register({ name: 'troubled', check: async () => '2 dead letters wait' });
    health.register({ name: 'bad', check: () => Promise.reject(new Error('connect ECONNREFUSED')) });
    expect(await health.report()).toEqual([
      { name: 'good', state: 'passing' },
      { name: 'troubled', state: 'passing', detail: '2 dead letters wait' },
      { name: 'bad', state: 'failing', reason: 'connect ECONNREFUSED' },
    ]);
  });

  it('does not wait for a check that hangs', async () => {
    const health = new HealthRegistry();
    health.register({ name: 'stuck', check: () => new Promise(() => undefined) });
    expect(await health.report()).toEqual([{ name: 'stuck', state: 'failing', reason: 'no answer within 1000 ms' }]);
  });

  it('runs a check once for concurrent probes', async () => {
    let runs = 0;
    const health = new HealthRegistry();
    health.register({ name: 'counted', check: async () => void (runs += 1) });
    await Promise.all([health.report(), health.report()]);
    await health.report();
    expect(runs).toBe(1);
  });
});
