import { Problem } from '@fairway/service-kit';
import { errors, Pool } from 'undici';

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Sending it twice does no more than sending it once. */
  readonly repeatable: boolean;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const connectTimeoutMs = 1_000;

/** One service behind the gateway, over kept-alive connections. */
export class Upstream {
  readonly #service: string;
  readonly #pool: Pool;

  constructor(service: string, url: string, { timeoutMs }: { timeoutMs: number }) {
    this.#service = service;
    this.#pool = new Pool(url, {
      connections: 64,
      connectTimeout: connectTimeoutMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      // Shorter than the services' 65 s, or a request could meet a connection that is just being closed.
      keepAliveTimeout: 30_000,
    });
  }

  /** @throws Problem `service_unavailable` when it cannot be reached, `service_timeout` when it is too slow */
  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      return await this.#attempt(request);
    } catch (error) {
      // A connection that broke says nothing about the request. Once more, where once more does no harm.
      if (!request.repeatable || isTimeout(error)) throw this.#problemOf(error);
      return this.#attempt(request).catch((second: unknown) => {
        throw this.#problemOf(second);
      });
    }
  }

  /** By `dispatch`, not `request`: an answer that is read whole needs no stream, which costs a third of the call. */
  #attempt({ method, path, headers, body }: UpstreamRequest): Promise<UpstreamAnswer> {
    return new Promise((resolve, reject) => {
      let answer: Omit<UpstreamAnswer, 'body'> = { status: 0, headers: {} };
      const chunks: Buffer[] = [];
      this.#pool.dispatch(
        { method, path, headers, body },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_controller, status, answerHeaders) => {
            answer = { status, headers: answerHeaders };
          },
          onResponseData: (_controller, chunk) => {
            chunks.push(chunk);
          },
          onResponseEnd: () => resolve({ ...answer, body: Buffer.concat(chunks) }),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }

  #problemOf(error: unknown): Problem {
    if (isTimeout(error)) {
      return new Problem('service_timeout', { detail: `${this.#service} did not answer in time.`, cause: error });
    }
    const detail = `${this.#service} cannot be reached. Try again in a moment.`;
    return new Problem('service_unavailable', { detail, headers: { 'retry-after': '1' }, cause: error });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
}
