import type { FastifyReply } from 'fastify';
import { problemDetails, problemMediaType } from './problem-details.js';
import type { Problem } from './problem.js';

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .type(problemMediaType)
    .send(JSON.stringify(problemDetails(problem, reply.request.id)));
}
