import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.js';

// RFC 9110, 7.2: what a URL has between `//` and the path, without user information.
const hostForm = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/**
 * What is wrong with a request as HTTP, beyond what Node's parser sees. Of a header that comes twice Node takes the first
 * one; somebody in front of us may have taken the last.
 */
export function framingProblem({ rawHeaders, headers: { host }, httpVersionMinor }: IncomingMessage): Problem | undefined {
  const repeated = repeatedSingleHeader(rawHeaders);
  if (repeated !== undefined) return malformed(`Send the header ${repeated} once.`);
  if (host === undefined ? httpVersionMinor > 0 : !hostForm.test(host)) return malformed('Send one header Host with the name of the server.');
  return undefined;
}

function malformed(detail: string): Problem {
  return new Problem('malformed_request', { detail, headers: { connection: 'close' } });
}

/** For every request: names are compared only when their length is that of a header that matters. */
function repeatedSingleHeader(rawHeaders: readonly string[]): string | undefined {
  let [hosts, types, tokens, keys] = [0, 0, 0, 0];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'host' && (hosts += 1) > 1) return 'Host';
        break;
      case 12:
        if (name.toLowerCase() === 'content-type' && (types += 1) > 1) return 'Content-Type';
        break;
      case 13:
        if (name.toLowerCase() === 'authorization' && (tokens += 1) > 1) return 'Authorization';
        break;
      case 15:
        if (name.toLowerCase() === 'idempotency-key' && (keys += 1) > 1) return 'Idempotency-Key';
        break;
    }
  }
  return undefined;
}
