import { isUtf8 } from 'node:buffer';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerHeaders } from '../http/answer-headers.js';
import type { InFlightRequests } from '../http/in-flight-requests.js';
import { problemFromError } from '../http/problem-from-error.js';
import { Problem } from '../http/problem.js';
import { answerRefusedRequests, reportRefused } from '../http/refused-requests.js';
import { requestIdOf } from '../http/request-id.js';
import { installRequestHooks } from '../http/request-hooks.js';
import { sendProblem } from '../http/send-problem.js';

const bodyLimitBytes = 64 * 1024;
// Limits for a caller to send its headers, and its whole request. Node swaps the two when the first exceeds the second,
// and Node's default for the first is 60 s.
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
// Both limits are checked this often; Node's default is 30 s.
const timeoutCheckMs = 5_000;
// Longer than the 60 s of AWS load balancers; otherwise they would reuse connections that were just closed.
const keepAliveTimeoutMs = 65_000;
// Limit without any progress on the connection, for callers that do not read their answer. Longer than any request may
// take.
const connectionTimeoutMs = 60_000;

export function createFastifyAdapter(inFlight: InFlightRequests, answerHeaders: AnswerHeaders): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: connectionTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      // Node answers a missing Host header without a body, so the hooks check it.
      requireHostHeader: false,
    },
    // Fastify's own answer is not a problem document. Our handler is registered on the server, beside the other
    // refusals.
    clientErrorHandler: () => undefined,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    genReqId: requestIdOf,
    // For URLs that the router cannot parse: no hook has run for them.
    frameworkErrors: (error: unknown, { id }: FastifyRequest, reply: FastifyReply) => {
      const problem = problemFromError(error);
      reportRefused(problem, id);
      sendProblem(reply.headers(answerHeaders).header('x-request-id', id), problem);
    },
    // No service uses Express-style middleware, and its engine would run for every request.
    skipMiddie: true,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  answerRefusedRequests(fastify.server, answerHeaders);
  installRequestHooks(fastify, inFlight, answerHeaders);
  acceptJsonOnly(fastify);
  return adapter;
}

function acceptJsonOnly(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  // Read as bytes: a decoder would replace invalid UTF-8, so different bodies would become equal.
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Many clients set a media type without a body; a schema that requires a body reports that better.
    if (body.length === 0) done(null, undefined);
    else if (!isSaidToBeUtf8(request.headers['content-type']))
      done(new Problem('media_type_unsupported', { detail: 'Send the body in UTF-8.' }));
    else if (isEncoded(request.headers['content-encoding']))
      done(new Problem('media_type_unsupported', { detail: 'Send the body as it is, not compressed.' }));
    else if (!isUtf8(body)) done(new Problem('malformed_body', { detail: 'It is not valid UTF-8.' }));
    else parseJson(request, body.toString(), done);
  });
}

function isEncoded(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity';
}

/** JSON has no charset parameter (RFC 8259, 11), so a caller that sends one must mean UTF-8. */
function isSaidToBeUtf8(contentType = 'application/json'): boolean {
  if (!contentType.includes(';')) return true;
  const charsets = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^\s";]*)/gi)];
  return charsets.every(([, charset = '']) => /^utf-?8$/i.test(charset));
}
