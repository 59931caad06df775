import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { services, urlVariableOf } from '@fairway/catalog';
import { type PublicRoute, publicRoutes } from '@fairway/contracts';

/** A service behind the gateway that can be told to misbehave. The end-to-end tests use the real services. */
export class Behind {
  readonly seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = ok;
  readonly #server: Server = createServer((request, response) => void this.#handle(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    this.answer(request, response);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export const ok = (_request: IncomingMessage, response: ServerResponse) =>
  void response
    .writeHead(201, { 'content-type': 'application/json', location: '/api/things/1', 'x-internal': 'secret' })
    .end('{"id":1}');

/** The settings of a gateway that finds all of its services at one address. */
export const allBehind = (url: string): Record<string, string> =>
  Object.fromEntries(services['api-gateway'].calls.map((name) => [urlVariableOf(name), url]));

/** A route of the domain, whichever has these properties, that needs a token. */
function routeOfAccounts(what: string, wanted: (route: PublicRoute) => boolean): PublicRoute {
  const route = publicRoutes.find((one) => one.access === 'account' && !one.path.includes(':') && wanted(one));
  if (route === undefined) throw new Error(`No public route ${what}; these tests need one.`);
  return route;
}

/** Writes, and may be repeated. */
export const writing = routeOfAccounts(
  'has a body and an idempotency key',
  ({ method, body, idempotent }) => method === 'POST' && body !== undefined && idempotent === true,
);

/** Reads from the same service, with a query. */
export const reading = routeOfAccounts(
  `of ${writing.service} has a query`,
  ({ method, service, query }) => method === 'GET' && service === writing.service && query !== undefined,
);
