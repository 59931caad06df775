import type { PublicRoute } from '@fairway/contracts';
import { CircuitBreaker, ClientSpan, NoSlotError, Problem, Slots } from '@fairway/service-kit';
import { type Dispatcher, errors, Pool } from 'undici';

export interface UpstreamRequest {
  readonly method: PublicRoute['method'];
  /** Path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Whether sending it twice has the same effect as sending it once. */
  readonly repeatable: boolean;
  /** Aborts when the caller disconnects. Only a request that has to wait reads it. */
  readonly callerSignal: () => AbortSignal;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const connectTimeoutMs = 1_000;
const connectionsMax = 64;
// With bodies of at most 64 KiB this is 64 MiB. Most of a burst gets through before its deadline.
const waitingMax = 1_000;
const circuitOptions = { failuresMax: 5, probeIntervalMs: 1_000 };

/**
 * One service behind the gateway, over kept-alive connections. A request has one deadline for all its waits: for a free
 * connection, its opening, the complete answer, and the second attempt.
 */
export class Upstream {
  readonly #service: string;
  readonly #timeoutMs: number;
  readonly #pool: Pool;
  readonly #origin: URL;
  // Our own queue: that of the pool is unbounded, and requests in it cannot be withdrawn.
  readonly #connections = new Slots({ runningMax: connectionsMax, waitingMax });
  readonly #circuit = new CircuitBreaker(circuitOptions);
  #answers = 0;

  constructor(service: string, url: string, { timeoutMs }: { timeoutMs: number }) {
    this.#service = service;
    this.#timeoutMs = timeoutMs;
    this.#origin = new URL(url);
    this.#pool = new Pool(url, {
      connections: connectionsMax,
      connectTimeout: connectTimeoutMs,
      // The deadline of the request limits both.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Shorter than the services' 65 s; otherwise a request could use a connection that is just being closed.
      keepAliveTimeout: 30_000,
    });
  }

  /** Whether the service counts as down, so that it gets only probes. */
  get isDown(): boolean {
    return this.#circuit.isOpen;
  }

  /**
   * @throws Problem `service_unavailable` when the service cannot be reached, `service_timeout` when it is too slow;
   * the reason of `callerSignal` when the caller disconnected before the request was sent
   */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const deadlineAtMs = performance.now() + this.#timeoutMs;
    try {
      return await this.#sendOnce(request, deadlineAtMs).catch((error: unknown) => {
        // A broken connection says nothing about the request, so a repeatable one is sent once more.
        if (error instanceof BrokenConnectionError && request.repeatable) return this.#sendOnce(request, deadlineAtMs);
        throw error;
      });
    } catch (error) {
      throw error instanceof BrokenConnectionError ? this.#unavailable('cannot be reached', error.cause) : error;
    }
  }

  /** @throws BrokenConnectionError besides what `send` throws */
  async #sendOnce(request: UpstreamRequest, deadlineAtMs: number): Promise<UpstreamAnswer> {
    this.#refuseWhileDown();
    if (!this.#connections.tryTake()) {
      await this.#waitForConnection(request.callerSignal(), deadlineAtMs - performance.now());
    }
    try {
      // The service may have gone down meanwhile.
      this.#refuseWhileDown();
    } catch (error) {
      this.#connections.release();
      throw error;
    }
    return this.#attempt(request, deadlineAtMs);
  }

  #refuseWhileDown(): void {
    if (this.#circuit.allowance(performance.now()) === 0) throw this.#unavailable('does not answer');
  }

  async #waitForConnection(signal: AbortSignal, timeoutMs: number): Promise<void> {
    try {
      await this.#connections.take({ timeoutMs, signal });
    } catch (error) {
      throw error instanceof NoSlotError ? this.#unavailable('is overloaded', error) : error;
    }
  }

  /**
   * Sends the request over the taken connection and releases that when the exchange is over. The returned promise may
   * reject earlier: at the deadline.
   *
   * Uses `dispatch` instead of `request`: an answer that is read whole needs no stream, which costs a third of the
   * call.
   */
  #attempt({ method, path, headers, body }: UpstreamRequest, deadlineAtMs: number): Promise<UpstreamAnswer> {
    const startedAtMs = performance.now();
    const answersBefore = this.#answers;
    this.#circuit.sent(startedAtMs);
    const span = ClientSpan.start({ method, origin: this.#origin, path: path.split('?', 1)[0] ?? '' });
    return new Promise((resolve, reject) => {
      let answer: Omit<UpstreamAnswer, 'body'> = { status: 0, headers: {} };
      const chunks: Buffer[] = [];
      let controller: Dispatcher.DispatchController | undefined;
      let late: Problem | undefined;
      const timer = setTimeout(() => {
        late = controller === undefined ? this.#unavailable('cannot be reached') : this.#timeout();
        // One slow request proves nothing while others are answered.
        if (this.#answers === answersBefore) this.#circuit.failed(performance.now());
        reject(late);
        controller?.abort(late);
      }, deadlineAtMs - startedAtMs);
      const end = () => {
        clearTimeout(timer);
        this.#connections.release();
      };
      this.#pool.dispatch(
        { method, path, headers: span?.headers(headers) ?? headers, body },
        {
          onRequestStart: (started) => {
            controller = started;
            // Its connection opened too late, so it is not sent.
            if (late !== undefined) started.abort(late);
          },
          onResponseStart: (_controller, status, answerHeaders) => {
            answer = { status, headers: answerHeaders };
          },
          onResponseData: (_controller, chunk) => {
            chunks.push(chunk);
          },
          onResponseEnd: () => {
            end();
            this.#answers += 1;
            this.#circuit.answered();
            span?.answered(answer.status);
            resolve({ ...answer, body: Buffer.concat(chunks) });
          },
          onResponseError: (_controller, error) => {
            end();
            span?.failed(error.name);
            const failure = this.#failureOf(error);
            // A broken connection does not count: the service was there, and if it is not, the next attempt to connect
            // will show it.
            if (controller === undefined && late === undefined && failure !== error)
              this.#circuit.failed(performance.now());
            reject(failure);
          },
        },
      );
    });
  }

  #failureOf(error: Error): Error {
    // The request cannot be written as HTTP, which is not the service's fault.
    if (error instanceof errors.InvalidArgumentError) return error;
    return error instanceof errors.ConnectTimeoutError
      ? this.#unavailable('cannot be reached', error)
      : new BrokenConnectionError('The connection failed', { cause: error });
  }

  #unavailable(what: string, cause?: unknown): Problem {
    return new Problem('service_unavailable', { detail: `${this.#service} ${what}. Try again shortly.`, cause });
  }

  #timeout(): Problem {
    const detail = `${this.#service} did not answer within ${this.#timeoutMs} ms. It may have processed the request.`;
    return new Problem('service_timeout', { detail });
  }

  /** Drops running requests: by now no caller waits for them. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** The connection could not be opened, or it broke before the answer was complete. */
class BrokenConnectionError extends Error {}
