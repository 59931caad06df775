import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// Long enough to be unique, and without characters that could break a log line or a header.
const sane = /^[A-Za-z0-9._-]{8,128}$/;

/** The caller's `x-request-id` when it is valid, otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : randomUUID();
}
