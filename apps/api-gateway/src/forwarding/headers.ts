import { outgoingHeaders } from '@fairway/service-kit';
import type { IncomingHttpHeaders } from 'node:http';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

// An allow-list. Other client headers (X-User-Id, cookies, hop-by-hop headers) are dropped, so a service cannot mistake
// a client's claim for something that only the edge can know.
const forwarded = [
  'accept',
  'authorization',
  'content-encoding',
  'content-type',
  'idempotency-key',
  'user-agent',
] as const;

const returned = [
  'cache-control',
  'content-type',
  'etag',
  'idempotent-replayed',
  'location',
  'retry-after',
  'www-authenticate',
] as const;

/**
 * Headers for the service, with the request's id and trace context and the client's address as the edge knows it. Call
 * it in the request's context.
 */
export function requestHeaders(headers: IncomingHttpHeaders, clientAddress: string): Record<string, string> {
  return outgoingHeaders({ ...only(forwarded, headers), 'x-forwarded-for': clientAddress });
}

export function answerHeaders(headers: Headers): Record<string, string> {
  return only(returned, headers);
}

function only(names: readonly string[], headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value;
  }
  return kept;
}
