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

// Of its own: NODE_USE_ENV_PROXY makes a proxy client of the global one, and no proxy reaches this machine's 127.0.0.1.
const dispatcher = new Agent();

/**
 * One request with JSON both ways. Not `fetch`, which refuses ports that browsers block, such as 6000: any base port
 * must do.
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

/** `fetch` for any port; with a limit, and with the answer's body read. */
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

/** What a GET of text answers. */
export async function httpText(url: string, { timeoutMs }: Pick<HttpOptions, 'timeoutMs'>): Promise<string> {
  const { body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
  return await body.text();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
