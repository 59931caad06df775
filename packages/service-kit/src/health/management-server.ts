import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { metricsRegistry } from '../metrics/metrics-registry.js';
import { listen } from './listen.js';
import type { HealthRegistry } from './health-registry.js';

export type ServicePhase = 'starting' | 'running' | 'stopping';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Health and metrics on a port of their own, without Nest: they answer before the application is up, and the public
 * port never shows them.
 */
export class ManagementServer {
  readonly #server: Server;

  constructor(
    private readonly health: HealthRegistry,
    private readonly phase: () => ServicePhase,
  ) {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @returns the port it listens on */
  listen(port: number, host: string): Promise<number> {
    return listen(this.#server, port, host);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.#answer(request.url ?? '').catch(failure);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  }

  async #answer(url: string): Promise<Answer> {
    switch (url.split('?', 1)[0]) {
      case '/health/live':
        // That it answers is the proof: a process whose event loop hangs does not.
        return json(200, { status: 'live' });
      case '/health/ready':
        return this.#ready();
      case '/health/startup':
        return this.#startup();
      case '/metrics':
        return { status: 200, type: metricsRegistry.contentType, body: await metricsRegistry.metrics() };
      default:
        return json(404, { status: 'unknown', see: ['/health/live', '/health/ready', '/health/startup', '/metrics'] });
    }
  }

  async #ready(): Promise<Answer> {
    const checks = await this.health.report();
    const phase = this.phase();
    const ready = phase === 'running' && checks.every(({ state }) => state === 'passing');
    return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', phase, checks });
  }

  async #startup(): Promise<Answer> {
    const phase = this.phase();
    if (phase !== 'starting') return json(200, { status: 'started', phase });
    return json(503, { status: 'starting', phase, checks: await this.health.report() });
  }
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function failure(error: unknown): Answer {
  return json(500, { status: 'failed', reason: String(error) });
}
