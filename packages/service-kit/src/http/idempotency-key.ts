import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

const bareKey = /^[\x21-\x7e]{1,200}$/;
// A structured-field string (RFC 9651, 3.3.3), the form in draft-ietf-httpapi-idempotency-key-header.
const quotedKey = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** Parameter decorator for the request's `Idempotency-Key`, without quotes. */
export const IdempotencyKey = createParamDecorator((_: unknown, execution: ExecutionContext): string =>
  parseIdempotencyKey(execution.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
);

/**
 * Reads the header in its bare form, `abc`, or quoted, `"abc"`; both mean the key `abc`.
 *
 * @throws Problem `idempotency_key_missing` when it is absent or malformed
 */
export function parseIdempotencyKey(header: string | string[] | undefined): string {
  if (typeof header === 'string') {
    const key = header.startsWith('"') ? unquote(header) : header;
    if (key !== undefined && bareKey.test(key)) return key;
  }
  throw new Problem('idempotency_key_missing', {
    detail:
      'Send a header Idempotency-Key of 1 to 200 visible ASCII characters: a new one for each request, the same one for each retry.',
  });
}

function unquote(header: string): string | undefined {
  return quotedKey.exec(header)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
}
