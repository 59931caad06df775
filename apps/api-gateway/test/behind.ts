import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { services, urlVariableOf } from '@fairway/catalog';

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
    .writeHead(201, { 'content-type': 'application/json', location: '/api/orders/1', 'x-internal': 'secret' })
    .end('{"id":1}');

/** The settings of a gateway that finds all of its services at one address. */
export const allBehind = (url: string): Record<string, string> =>
  Object.fromEntries(services['api-gateway'].calls.map((name) => [urlVariableOf(name), url]));
