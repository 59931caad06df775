import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addLogFields } from '../telemetry/log-fields.js';
import { logger } from '../telemetry/logger.js';
import { CallerGoneError } from './caller-signal.js';
import { isDataException, problemFromError } from './problem-from-error.js';
import type { Problem } from './problem.js';
import { requestState } from './request-state.js';
import { sendProblem } from './send-problem.js';

/** Answers every error of handlers, guards, pipes and Fastify as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    // The caller is gone, so nothing is sent; the access line records it.
    if (error instanceof CallerGoneError) return;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemFromError(error);
    // A connection error may arise outside the request's context.
    context.with(request[requestState]?.context ?? context.active(), () => recordProblem(problem));
    if (reply.sent || reply.raw.headersSent) {
      // The answer has begun, so the only signal left is to cut the connection.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem);
  }
}

export function recordProblem(problem: Problem): void {
  addLogFields({ problem: problem.code });
  const reason = { err: problem.cause ?? problem };
  if (problem.status < 500) {
    // The access line records it; the reason helps whoever debugs a caller. An error that only the database caught
    // shows a gap in one of our schemas, so it warns.
    const level = isDataException(problem.cause) ? 'warn' : 'debug';
    logger[level](reason, `answered ${problem.code}`);
    return;
  }
  logger.error(reason, `answered ${problem.code}`);
  trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: problem.code });
}
