import { context, propagation } from '@opentelemetry/api';
import { fieldsOf } from './log-fields.js';

/**
 * Headers that continue the current request in another service: `traceparent`, `tracestate`, `x-request-id`.
 *
 * @param headers the object to extend; a new one by default
 */
export function outgoingHeaders(headers: Record<string, string> = {}): Record<string, string> {
  propagation.inject(context.active(), headers);
  const requestId = fieldsOf(context.active())?.['requestId'];
  if (typeof requestId === 'string') headers['x-request-id'] = requestId;
  return headers;
}
