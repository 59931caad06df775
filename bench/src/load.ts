import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.js';

export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
  /** Of each accepted order, in milliseconds, sorted. From the time at which it was due where the rate is fixed. */
  readonly latenciesMs: readonly number[];
}

const body = JSON.stringify({
  currency: 'EUR',
  items: [
    { sku: 'tea', quantity: 2 },
    { sku: 'cup', quantity: 1 },
  ],
});

function orderRequest(token: string): string {
  return (
    `POST /api/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
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

/** As many orders as the platform takes: each connection sends its next order when the last one is answered. */
export async function placeAsFastAsPossible(
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
        tally.count((await connection.request(orderRequest(token))).status, sentMs);
      }
      connection.close();
    }),
  );
  return tally.result();
}

const tickMs = 5;

/**
 * Orders at a fixed rate, whether or not earlier ones are answered. Latency counts from the time at which an order was
 * due, so that a stall of the platform shows in full (no coordinated omission).
 */
export async function placeAtRate(
  port: number,
  tokens: readonly string[],
  { ordersPerSecond, seconds, connections }: { ordersPerSecond: number; seconds: number; connections: number },
): Promise<LoadResult> {
  const idle = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const all = [...idle];
  const due: number[] = [];
  const tally = new Tally();
  const total = ordersPerSecond * seconds;
  const startMs = performance.now();
  const finished = Promise.withResolvers<void>();
  let sent = 0;
  let answered = 0;

  const send = () => {
    while (idle.length > 0 && due.length > 0) {
      const connection = idle.pop();
      const dueMs = due.shift();
      if (connection === undefined || dueMs === undefined) return;
      sent += 1;
      void connection.request(orderRequest(tokens[sent % tokens.length] ?? '')).then(({ status }) => {
        tally.count(status, dueMs);
        answered += 1;
        idle.push(connection);
        if (answered === total) finished.resolve();
        else send();
      }, finished.reject);
    }
  };
  for (let planned = 0; planned < total; ) {
    const elapsedMs = performance.now() - startMs;
    for (; planned < total && (planned * 1_000) / ordersPerSecond <= elapsedMs; planned += 1) {
      due.push(startMs + (planned * 1_000) / ordersPerSecond);
    }
    send();
    await delay(tickMs);
  }
  await finished.promise;
  for (const connection of all) connection.close();
  return tally.result();
}
