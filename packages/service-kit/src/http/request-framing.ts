import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { Problem } from './problem.js';

// RFC 9110, 7.2: the part of a URL between `//` and the path, without user information. Of the names in RFC 3986 only
// server names: labels, none of them empty.
const hostForm = /^(?:(?:[\w-]+\.)*[\w-]+\.?|\[([\da-f:.]+)\])(?::(\d{0,5}))?$/i;
const portMax = 65_535;

/**
 * HTTP faults of a request that Node's parser does not report. When a header is repeated, Node takes the first; a proxy
 * in front of us may have taken the last. Faults in the request line stay hidden (several blanks, RTSP instead of
 * HTTP), since Node gives only method, target and version.
 */
export function framingProblem({
  rawHeaders,
  headers: { host },
  httpVersionMajor,
  httpVersionMinor,
}: IncomingMessage): Problem | undefined {
  if (httpVersionMajor !== 1) return malformed('Send it as HTTP/1.1.');
  const repeated = repeatedSingleHeader(rawHeaders);
  if (repeated !== undefined) return malformed(`Send the header ${repeated} once.`);
  if (host === undefined ? httpVersionMinor > 0 : !isHost(host))
    return malformed('Send one Host header with the name of the server.');
  return undefined;
}

function isHost(text: string): boolean {
  const [form, ipv6, port = ''] = hostForm.exec(text) ?? [];
  return form !== undefined && (ipv6 === undefined || isIPv6(ipv6)) && Number(port) <= portMax;
}

function malformed(detail: string): Problem {
  return new Problem('malformed_request', { detail, headers: { connection: 'close' } });
}

/** Runs for every request, so it compares only names that are as long as a header that matters. */
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
