import type { Logger } from '../logger.js';
import { eventAgeSeconds, eventsHandled } from '../metrics.js';
import type { Delivery } from './delivery.js';

/** Counts and logs events whose effects are committed. */
export function reportHandled(deliveries: readonly Delivery[], logger: Logger): void {
  const nowMs = Date.now();
  for (const { event, logFields, record } of deliveries) {
    const { topic, type } = event;
    eventsHandled.inc({ topic, type });
    eventAgeSeconds.observe({ topic }, Math.max(0, (nowMs - record.timestampMs) / 1000));
    logger.info(logFields, 'event handled');
  }
}
