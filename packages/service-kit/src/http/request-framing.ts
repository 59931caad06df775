import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { Problem } from './problem.js';

// RFC 9110, 7.2: what a URL has between `//` and the path, without user information. Of the names of RFC 3986 those that
// name a server: labels, no empty one among them.
const hostForm = /^(?:(?:[\w-]+\.)*[\w-]+\.?|\[([\da-f:.]+)\])(?::(\d{0,5}))?$/i;
const portMax = 65_535;

/**
 * What is wrong with a request as HTTP, beyond what Node's parser sees. Of a header that comes twice Node takes the first
 * one; somebody in front of us may have taken the last. Of the request line it gives method, target and version: that there
 * was more than one blank between them, or RTSP instead of HTTP, cannot be seen.
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
    return malformed('Send one header Host with the name of the server.');
  return undefined;
}

function isHost(text: string): boolean {
  const [form, ipv6, port = ''] = hostForm.exec(text) ?? [];
  return form !== undefined && (ipv6 === undefined || isIPv6(ipv6)) && Number(port) <= portMax;
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
