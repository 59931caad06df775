import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { InFlightRequests } from '../http/in-flight-requests.js';
import { problemFromError } from '../http/problem-from-error.js';
import { requestIdOf } from '../http/request-id.js';
import { installRequestHooks } from '../http/request-hooks.js';
import { sendProblem } from '../http/send-problem.js';

const bodyLimitBytes = 64 * 1024;
// How long a caller may take to send its headers, and all of its request. Node exchanges the two when the first is the
// longer one, and its default of 60 s is.
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
// How late both may strike; Node's default is 30 s.
const timeoutCheckMs = 5_000;
// Longer than the 60 s of AWS load balancers, or they would reuse connections that were just closed.
const keepAliveTimeoutMs = 65_000;
// Without any progress on the connection: a caller that does not read its answer. Longer than every request may take.
const connectionTimeoutMs = 60_000;

export function createFastifyAdapter(inFlight: InFlightRequests): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: timeoutCheckMs },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    genReqId: requestIdOf,
    // Of addresses that the router cannot read: no hook has run for them.
    frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) => sendProblem(reply, problemFromError(error)),
    // Nobody uses Express-style middleware here, and its engine would run for every request.
    skipMiddie: true,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  installRequestHooks(fastify, inFlight);
  acceptJsonOnly(fastify);
  return adapter;
}

function acceptJsonOnly(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients name the media type of an absent body; a schema that wants one says so better.
    if (body.length === 0) done(null, undefined);
    else parseJson(request, body, done);
  });
}
