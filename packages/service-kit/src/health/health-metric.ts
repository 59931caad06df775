import { Gauge } from 'prom-client';
import type { HealthRegistry } from './health-registry.js';

/** Registers the gauge of the readiness checks. A check that hangs fails within a second, so a scrape can wait for it. */
export function exposeHealth(health: HealthRegistry): void {
  new Gauge({
    name: 'health_check_up',
    help: '1 while the readiness check passes, 0 while it fails: the report of /health/ready',
    labelNames: ['check'],
    async collect() {
      for (const { name: check, state } of await health.report()) this.set({ check }, state === 'passing' ? 1 : 0);
    },
  });
}
