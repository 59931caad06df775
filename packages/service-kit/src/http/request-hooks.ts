import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { exemplarOf } from '../metrics/exemplars.js';
import { httpServerDuration } from '../metrics/http-metrics.js';
import { contextWithLogFields } from '../telemetry/log-fields.js';
import { logger } from '../telemetry/logger.js';
import type { AnswerHeaders } from './answer-headers.js';
import type { InFlightRequests } from './in-flight-requests.js';
import { CallerGoneError } from './caller-signal.js';
import { recordProblem } from './problem.filter.js';
import { Problem } from './problem.js';
import { framingProblem } from './request-framing.js';
import { requestState, type RequestState } from './request-state.js';
import { RouteTable } from './route-table.js';
import { sendProblem } from './send-problem.js';

/** nginx's code for a caller that disconnected before the answer. It is logged and counted, never sent. */
const callerGoneStatus = 499;
const unmatchedRoute = 'unmatched';

/**
 * Gives every request its id, context, span, log line and metric, and every answer its headers. Refuses unknown routes
 * and malformed HTTP before the body is parsed.
 */
export function installRequestHooks(
  fastify: FastifyInstance,
  inFlight: InFlightRequests,
  answerHeaders: AnswerHeaders,
): void {
  const routes = new RouteTable(fastify);
  const tracer = trace.getTracer('@fairway/service-kit');
  // Declared up front so that all requests share one hidden class.
  fastify.decorateRequest(requestState, undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    const state = stateFor(request, tracer);
    request[requestState] = state;
    reply.headers(answerHeaders).header('x-request-id', request.id);
    inFlight.add(reply.raw);
    // 'close' fires for every response, also when the caller disconnects; Fastify's onResponse hook does not.
    reply.raw.once('close', () => {
      inFlight.delete(reply.raw);
      if (!reply.raw.writableFinished) (state.callerGone ??= new AbortController()).abort(new CallerGoneError());
      endRequest(request, reply, state);
    });
    const problem = framingProblem(request.raw) ?? (request.is404 ? routeProblem(request, routes) : undefined);
    if (problem === undefined) context.with(state.context, done);
    else {
      context.with(state.context, () => recordProblem(problem));
      sendProblem(reply, problem);
    }
  });
}

function routeProblem({ method, url }: FastifyRequest, routes: RouteTable): Problem {
  const allow = routes.methodsOf(url);
  if (allow === undefined) return new Problem('route_not_found');
  return new Problem('method_not_allowed', {
    detail: `This address supports ${allow}, not ${method}.`,
    headers: { allow },
  });
}

function stateFor(request: FastifyRequest, tracer: Tracer): RequestState {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const span = tracer.startSpan(`${request.method} ${routeOf(request)}`, { kind: SpanKind.SERVER }, parent);
  return {
    context: contextWithLogFields(trace.setSpan(parent, span), { requestId: request.id }),
    span,
    startedAtMs: performance.now(),
    account: undefined,
    callerGone: undefined,
  };
}

function endRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { context: requestContext, span, startedAtMs }: RequestState,
): void {
  const durationMs = performance.now() - startedAtMs;
  const { method } = request;
  const route = routeOf(request);
  const status = reply.raw.writableFinished ? reply.raw.statusCode : callerGoneStatus;
  httpServerDuration.observe({
    labels: { method, route, status },
    value: durationMs / 1_000,
    exemplarLabels: exemplarOf(requestContext),
  });
  if (logger.isLevelEnabled('info')) {
    const line = { method, route, status, durationMs: Math.round(durationMs * 100) / 100 };
    context.with(requestContext, () => logger.info(line, 'request'));
  }
  if (!span.isRecording()) return;
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
    'url.path': request.url.split('?', 1)[0] ?? '',
    'url.scheme': 'http',
  });
  if (status >= 500) span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? unmatchedRoute : (request.routeOptions.url ?? unmatchedRoute);
}
