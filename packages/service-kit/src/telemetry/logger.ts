import { pino } from 'pino';
import { countSecurityEvent } from '../metrics/security-metrics.js';
import { currentLogFields } from './log-fields.js';
import { redactFields } from './redact-fields.js';
import { serializeError } from './serialize-error.js';

/**
 * The log of the process: JSON lines on stdout, each with the ids of the current request or handler. It is imported,
 * not injected, so that plain functions, Nest classes and start-up code log the same way. `startService` sets the
 * service's name and level.
 */
export const logger = pino(
  {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }), log: countedAndRedacted, bindings: redactFields },
    serializers: { err: serializeError },
    mixin: currentLogFields,
  },
  // Synchronous: a kill loses no line, and under load it measured no slower than writing in batches.
  pino.destination({ fd: 1, sync: true }),
);

/** Logging a security event also counts it. */
function countedAndRedacted(fields: Record<string, unknown>): Record<string, unknown> {
  if (typeof fields['securityEvent'] === 'string') countSecurityEvent(fields['securityEvent']);
  return redactFields(fields);
}
