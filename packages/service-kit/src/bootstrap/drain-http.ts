import type { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { within } from '@fairway/messaging';
import type { InFlightRequests } from '../http/in-flight-requests.js';
import { logger } from '../telemetry/logger.js';

const lastRequestsMs = 1_000;

/**
 * Stops accepting connections, answers the requests in flight, then closes the rest.
 *
 * `http.Server.close` would cut idle keep-alive connections at once, together with a request that a caller is just
 * writing. They stay open a moment longer instead, and each answer now ends its connection.
 *
 * @param timeoutMs after this, open requests are cut: otherwise a caller that does not read its answer could block the
 * stop
 */
export async function drainHttp(server: HttpServer, inFlight: InFlightRequests, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  inFlight.startDraining();
  await within(lastRequestsMs, closed);
  server.closeIdleConnections();
  await within(timeoutMs, inFlight.empty());
  if (inFlight.count > 0)
    logger.warn({ requests: inFlight.count, timeoutMs }, 'cut requests that did not finish in time');
  server.closeAllConnections();
  await closed;
}
