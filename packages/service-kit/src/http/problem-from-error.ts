import type { ProblemCode } from '@fairway/contracts';
import { isTransient } from '@fairway/messaging';
import { Problem, type ProblemOptions } from './problem.js';

// Errors of Fastify before a handler runs, by code.
const byFastifyCode: Readonly<Record<string, [ProblemCode, ProblemOptions?]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_body'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'malformed_body',
    { detail: 'The length of the body differs from Content-Length.' },
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media_type_unsupported'],
  FST_ERR_BAD_URL: ['route_not_found', { detail: 'The address is not a valid URL path.' }],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found'],
};

// Errors of plugins and of Nest carry only a status.
const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_body',
  // A file outside its folder is answered as if it did not exist.
  403: 'route_not_found',
  404: 'route_not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'media_type_unsupported',
  429: 'rate_limited',
};

/** The problem for an error. An unexpected error becomes `internal`, with the error as its cause. */
export function problemFromError(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, status } = statusOf(error);
  const known = code === undefined ? undefined : byFastifyCode[code];
  if (known !== undefined) return new Problem(...known);
  const problemCode = status === undefined ? undefined : byStatus[status];
  if (problemCode !== undefined) return new Problem(problemCode);
  if (status !== undefined && status >= 400 && status < 500) return new Problem('malformed_request', { cause: error });
  if (isDataException(error)) {
    return new Problem('validation_failed', { detail: 'It holds a value that cannot be stored.', cause: error });
  }
  if (isTransient(error)) {
    // The database is unavailable, fails over or asks for a retry: the request itself is correct.
    const detail = 'A dependency of this service is unavailable for the moment. Try again.';
    return new Problem('service_unavailable', { detail, cause: error });
  }
  return new Problem('internal', { detail: 'Quote the request id when you report this.', cause: error });
}

/** SQLSTATE class 22: PostgreSQL rejects a value that a schema should have refused. */
export function isDataException(error: unknown): boolean {
  return /^22[0-9A-Z]{3}$/.test(statusOf(error).code ?? '');
}

function statusOf(error: unknown): { code: string | undefined; status: number | undefined } {
  if (!(error instanceof Error)) return { code: undefined, status: undefined };
  const { code, statusCode, status } = error as Error & { code?: unknown; statusCode?: unknown; status?: unknown };
  const given = statusCode ?? status;
  return {
    code: typeof code === 'string' ? code : undefined,
    status: typeof given === 'number' ? given : undefined,
  };
}
