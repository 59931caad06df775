import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { InFlightRequests } from '../http/in-flight-requests.js';

const lastRequestsMs = 1_000;

/**
 * Stops taking connections, answers what is on its way, then closes what is left.
 *
 * `http.Server.close` would cut idle keep-alive connections at once, and with them the request that a caller is just
 * writing. They stay open a moment longer instead, and each answer now ends its connection.
 */
export async function drainHttp(server: HttpServer, inFlight: InFlightRequests): Promise<void> {
  const closed = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  inFlight.startDraining();
  await Promise.race([closed, delay(lastRequestsMs)]);
  server.closeIdleConnections();
  await inFlight.empty();
  server.closeAllConnections();
  await closed;
}
