import { Counter, Gauge, Histogram } from 'prom-client';

export const webhookAttempts = new Counter({
  name: 'webhook_attempts_total',
  help: 'Webhooks sent to the partner, by what came of it: accepted, refused (4xx), unavailable (another status), timeout, unreachable',
  labelNames: ['outcome'],
});
export const webhookSeconds = new Histogram({
  name: 'webhook_duration_seconds',
  help: 'Time from sending a webhook to the status of its answer',
  labelNames: ['outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

export interface Backlog {
  readonly waiting: number;
  readonly oldestAgeSeconds: number;
}

/** Gauges of the backlog, read from the database when they are scraped. */
export function exposeBacklog(read: () => Promise<Backlog>): void {
  // A gauge that cannot be read must not cost the scrape all the others.
  const valueOf = (name: keyof Backlog) => read().then((backlog) => backlog[name], () => NaN);
  new Gauge({
    name: 'webhook_deliveries_waiting',
    help: 'Webhooks that the partner has not accepted yet',
    async collect() {
      this.set(await valueOf('waiting'));
    },
  });
  new Gauge({
    name: 'webhook_oldest_waiting_seconds',
    help: 'Age of the oldest webhook that the partner has not accepted; 0 when there is none',
    async collect() {
      this.set(await valueOf('oldestAgeSeconds'));
    },
  });
}
