import { gaugesReadOnScrape } from '@fairway/service-kit';
import { Counter, Gauge, Histogram } from 'prom-client';

export const webhookAttempts = new Counter({
  name: 'webhook_attempts_total',
  help: 'Webhooks sent to the partner, by outcome: accepted, refused (4xx), gone (410), unavailable (another status), timeout, unreachable',
  labelNames: ['outcome'],
});
export const webhooksGivenUp = new Counter({
  name: 'webhooks_given_up_total',
  help: 'Webhooks that were not accepted for too long and are no longer sent unless an operator replays them',
});
export const webhookEndpointGone = new Gauge({
  name: 'webhook_endpoint_gone',
  help: '1 when the partner answered 410: this process sends no more webhooks until it is restarted',
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

/** Gauges of the backlog, read from the database on each scrape. */
export function exposeBacklog(read: () => Promise<Backlog>): void {
  gaugesReadOnScrape(
    {
      webhook_deliveries_waiting:
        'Webhooks that the partner has yet to accept; counted up to 10,000 of those never attempted and of the others',
      webhook_oldest_waiting_seconds: 'Age of the oldest waiting webhook; 0 when no webhook waits',
    },
    async () => {
      const { waiting, oldestAgeSeconds } = await read();
      return { webhook_deliveries_waiting: waiting, webhook_oldest_waiting_seconds: oldestAgeSeconds };
    },
  );
}

/** The gauge of the circuit breaker. */
export function exposeCircuit(isOpen: () => boolean): void {
  new Gauge({
    name: 'webhook_circuit_open',
    help: '1 while the partner does not accept webhooks, so that it gets one probe per second; 0 otherwise',
    collect() {
      this.set(isOpen() ? 1 : 0);
    },
  });
}
