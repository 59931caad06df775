import { Counter } from 'prom-client';

const securityEvents = new Counter({
  name: 'security_events_total',
  help: 'Events that docs/security/logging.md lists',
  labelNames: ['event'],
});

/** Counts the event without logging it, where one line per event would let a stranger fill the log. */
export function countSecurityEvent(event: string): void {
  securityEvents.inc({ event });
}
