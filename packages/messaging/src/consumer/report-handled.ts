import type { Logger } from '../logger.js';
import { eventAgeSeconds, eventsHandled, eventsRepeated } from '../metrics.js';
import type { EventDelivery } from './delivery.js';

/** Counts and logs events whose effects are committed; `repeated` of them were so before. */
export function reportHandled(deliveries: readonly EventDelivery[], repeated: number, logger: Logger): void {
  const nowMs = Date.now();
  for (const { event, logFields, record, span } of deliveries) {
    const { topic, type } = event;
    eventsHandled.inc({ topic, type });
    eventAgeSeconds.observe({ topic }, Math.max(0, (nowMs - record.timestampMs) / 1000));
    logger.info(logFields, 'event handled');
    span.end();
  }
  if (repeated > 0) eventsRepeated.inc(repeated);
}
