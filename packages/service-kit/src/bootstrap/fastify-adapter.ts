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
      // Node's answer to its absence has no body; the hooks look for it.
      requireHostHeader: false,
    },
    // Fastify's own answer is no problem document. Ours stands on the server, with its siblings.
    clientErrorHandler: () => undefined,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    genReqId: requestIdOf,
    // Of addresses that the router cannot read: no hook has run for them.
    frameworkErrors: (error: unknown, { id }: FastifyRequest, reply: FastifyReply) => {
      const problem = problemFromError(error);
      reportRefused(problem, id);
      sendProblem(reply.headers(answerHeaders).header('x-request-id', id), problem);
    },
    // Nobody uses Express-style middleware here, and its engine would run for every request.
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
  // As bytes: decoded on the way, what is no UTF-8 would be replaced, and different bodies be one.
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Many clients name the media type of an absent body; a schema that wants one says so better.
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

/** JSON knows no charset (RFC 8259, 11); whoever names one must mean the one that it has. */
function isSaidToBeUtf8(contentType = 'application/json'): boolean {
  if (!contentType.includes(';')) return true;
  const charsets = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^\s";]*)/gi)];
  return charsets.every(([, charset = '']) => /^utf-?8$/i.test(charset));
}
