import type { ProblemDetails } from '@fairway/contracts';
import type { Problem } from './problem.js';

export const problemMediaType = 'application/problem+json';

/** The body of an error answer. */
export function problemDetails(problem: Problem, requestId: string | undefined): ProblemDetails {
  const { code, title, status, detail, errors } = problem;
  return {
    type: `urn:fairway:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}
