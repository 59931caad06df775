import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { isSampled } from './is-sampled.js';

const tracer = trace.getTracer('@fairway/service-kit');

/** An HTTP request to another service. */
export interface OutgoingRequest {
  readonly method: string;
  /** Protocol, host and port of the service, parsed once. */
  readonly origin: URL;
  /** Without a query, which may contain secrets. */
  readonly path: string;
}

/** The span of an HTTP request to another service, with the attributes of OpenTelemetry's conventions for HTTP. */
export class ClientSpan {
  /** The trace context of the request itself. */
  readonly context: Context;
  readonly #span: Span;

  private constructor(span: Span, parent: Context) {
    this.#span = span;
    this.context = trace.setSpan(parent, span);
  }

  /** Undefined when the trace is not recorded: then a request costs nothing more. */
  static start({ method, origin, path }: OutgoingRequest, parent = context.active()): ClientSpan | undefined {
    if (!isSampled(parent)) return undefined;
    const attributes = {
      'http.request.method': method,
      'server.address': origin.hostname,
      'server.port': Number(origin.port || (origin.protocol === 'https:' ? 443 : 80)),
      'url.full': `${origin.origin}${path}`,
    };
    return new ClientSpan(tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, parent), parent);
  }

  /** The headers with the trace context of this request. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    const own = { ...headers };
    propagation.inject(this.context, own);
    return own;
  }

  answered(status: number): void {
    this.#span.setAttribute('http.response.status_code', status);
    if (status >= 400) this.#fail(String(status));
    this.#span.end();
  }

  /** @param type what failed, of few kinds: the name of an error, or its code */
  failed(type: string): void {
    this.#fail(type);
    this.#span.end();
  }

  #fail(type: string): void {
    this.#span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
  }
}
