import { Agent, type Dispatcher, request } from 'undici';

export interface HttpAnswer {
  readonly status: number;
  /** Undefined when the body is not JSON. */
  readonly body: unknown;
}

export interface HttpOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
}

// Its own agent: NODE_USE_ENV_PROXY turns the global one into a proxy client, and no proxy reaches this machine's
// 127.0.0.1.
const dispatcher = new Agent();

/**
 * Sends one request with JSON in both directions. Not `fetch`, which refuses ports that browsers block, such as 6000;
 * any base port must work.
 */
export async function httpJson(
  url: string,
  { method = 'GET', headers = {}, body, timeoutMs }: HttpOptions,
): Promise<HttpAnswer> {
  const response = await request(url, {
    method,
    dispatcher,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.body.text();
  return { status: response.statusCode, body: parseJson(text) };
}

/** Like `fetch`, for any port, with a time limit and the answer's body already read. */
export async function httpFetch(asked: Request, { timeoutMs }: Pick<HttpOptions, 'timeoutMs'>): Promise<Response> {
  const body = await asked.text();
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(asked.url, {
    method: asked.method as Dispatcher.HttpMethod,
    dispatcher,
    headers: Object.fromEntries(asked.headers),
    ...(body === '' ? {} : { body }),
    signal: AbortSignal.any([asked.signal, AbortSignal.timeout(timeoutMs)]),
  });
  const text = await answer.text();
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(text === '' ? null : text, { status: statusCode, headers: pairs });
}

/** The answer to a GET of text. */
export async function httpText(
  url: string,
  { timeoutMs }: Pick<HttpOptions, 'timeoutMs'>,
): Promise<{ readonly status: number; readonly text: string }> {
  const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
  return { status: statusCode, text: await body.text() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
