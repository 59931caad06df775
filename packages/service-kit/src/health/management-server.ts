import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { problemDetails, problemMediaType } from '../http/problem-details.js';
import { Problem } from '../http/problem.js';
import { framingProblem } from '../http/request-framing.js';
import { answerRefusedRequests } from '../http/refused-requests.js';
import { metricsText } from '../metrics/metrics-registry.js';
import { listen } from './listen.js';
import type { HealthRegistry } from './health-registry.js';

export type ServicePhase = 'starting' | 'running' | 'stopping';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const answerHeaders = { 'cache-control': 'no-store' };
const paths = ['/health/live', '/health/ready', '/health/startup', '/metrics'];
const reads = ['GET', 'HEAD'];
const methodNotAllowed = answerOf(new Problem('method_not_allowed', { headers: { allow: reads.join(', ') } }));
const notFound = answerOf(new Problem('route_not_found', { detail: `Here are ${paths.join(', ')}.` }));

/**
 * Health and metrics on their own port, without Nest: they answer before the application is up, and the public port
 * never exposes them.
 */
export class ManagementServer {
  readonly #server: Server;

  constructor(
    private readonly health: HealthRegistry,
    private readonly phase: () => ServicePhase,
  ) {
    this.#server = createServer(
      { requireHostHeader: false },
      (request, response) => void this.#serve(request, response),
    );
    answerRefusedRequests(this.#server, answerHeaders);
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
    const { status, type, body, headers } = await this.#answer(request).catch(failure);
    response.writeHead(status, { ...answerHeaders, ...headers, 'content-type': type }).end(body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '' } = request;
    const path = url.split('?', 1)[0] ?? '';
    const problem = framingProblem(request);
    if (problem !== undefined) return answerOf(problem);
    if (paths.includes(path) && !reads.includes(method)) return methodNotAllowed;
    switch (path) {
      case '/health/live':
        // The answer itself is the proof: a process whose event loop hangs gives none.
        return json(200, { status: 'live' });
      case '/health/ready':
        return this.#ready();
      case '/health/startup':
        return this.#startup();
      case '/metrics':
        return { status: 200, ...(await metricsText(request.headers.accept)) };
      default:
        return notFound;
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

function answerOf(problem: Problem): Answer {
  const { status, headers } = problem;
  return { status, headers, type: problemMediaType, body: JSON.stringify(problemDetails(problem, undefined)) };
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function failure(error: unknown): Answer {
  return answerOf(new Problem('internal', { detail: String(error), cause: error }));
}
