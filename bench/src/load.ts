import { setTimeout as delay } from 'node:timers/promises';
import { domain } from '@fairway/domain';
import { Connection } from './connection.js';

export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
  /**
   * Latencies of accepted requests, in milliseconds, sorted. At a fixed rate they count from the time a request was
   * due.
   */
  readonly latenciesMs: readonly number[];
}

/** The latency that a share of the requests did not exceed, of sorted ones; NaN when there are none. */
export const percentile = (sortedMs: readonly number[], share: number): number =>
  sortedMs[Math.floor(sortedMs.length * share)] ?? Number.NaN;

const { path, body, headers } = domain.load;

function requestOf(token: string): string {
  const own = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\n${own.join('')}Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

class Tally {
  accepted = 0;
  refused = 0;
  readonly latenciesMs: number[] = [];
  readonly #startMs = performance.now();

  count(status: number, sinceMs: number): void {
    if (status !== 201) {
      this.refused += 1;
      return;
    }
    this.accepted += 1;
    this.latenciesMs.push(performance.now() - sinceMs);
  }

  result(): LoadResult {
    const seconds = (performance.now() - this.#startMs) / 1_000;
    const latenciesMs = this.latenciesMs.sort((a, b) => a - b);
    return { accepted: this.accepted, refused: this.refused, seconds, latenciesMs };
  }
}

/** Maximum throughput: each connection sends its next request when the last one is answered. */
export async function sendAsFastAsPossible(
  port: number,
  tokens: readonly string[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<LoadResult> {
  const opened = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const tally = new Tally();
  const endMs = performance.now() + seconds * 1_000;
  await Promise.all(
    opened.map(async (connection, index) => {
      const token = tokens[index % tokens.length] ?? '';
      while (performance.now() < endMs) {
        const sentMs = performance.now();
        tally.count((await connection.request(requestOf(token))).status, sentMs);
      }
      connection.close();
    }),
  );
  return tally.result();
}

const tickMs = 5;

/**
 * Sends requests at a fixed rate, whether or not earlier ones are answered. Latency counts from the time a request was
 * due, so that a stall of the platform shows in full (no coordinated omission).
 */
export async function sendAtRate(
  port: number,
  tokens: readonly string[],
  { perSecond, seconds, connections }: { perSecond: number; seconds: number; connections: number },
): Promise<LoadResult> {
  const idle = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const all = [...idle];
  const due: number[] = [];
  const tally = new Tally();
  const total = perSecond * seconds;
  const startMs = performance.now();
  const finished = Promise.withResolvers<void>();
  let sent = 0;
  let answered = 0;

  const send = () => {
    while (idle.length > 0 && due.length > 0) {
      // In turn: the gateway closes a connection that is idle for long.
      const connection = idle.shift();
      const dueMs = due.shift();
      if (connection === undefined || dueMs === undefined) return;
      sent += 1;
      void connection.request(requestOf(tokens[sent % tokens.length] ?? '')).then(({ status }) => {
        tally.count(status, dueMs);
        answered += 1;
        idle.push(connection);
        if (answered === total) finished.resolve();
        else send();
      }, finished.reject);
    }
  };
  for (let planned = 0; planned < total;) {
    const elapsedMs = performance.now() - startMs;
    for (; planned < total && (planned * 1_000) / perSecond <= elapsedMs; planned += 1) {
      due.push(startMs + (planned * 1_000) / perSecond);
    }
    send();
    await delay(tickMs);
  }
  await finished.promise;
  for (const connection of all) connection.close();
  return tally.result();
}
