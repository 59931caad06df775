import { z } from 'zod';
import { domainProblems } from '../domain/problems.js';

/** Errors of the platform, independent of its domain. */
export const platformProblems = {
  malformed_request: { status: 400, title: 'The request is not valid HTTP' },
  malformed_body: { status: 400, title: 'The body is not valid JSON' },
  validation_failed: { status: 400, title: 'The request does not match its schema' },
  password_weak: { status: 400, title: 'The password is easy to guess' },
  password_unchanged: { status: 400, title: 'The new password equals the current one' },
  idempotency_key_missing: { status: 400, title: 'The Idempotency-Key header is missing or malformed' },
  token_missing: { status: 401, title: 'The request carries no access token' },
  token_invalid: { status: 401, title: 'The access token is not valid' },
  credentials_invalid: { status: 401, title: 'The e-mail address or the password is wrong' },
  refresh_token_invalid: { status: 401, title: 'The refresh token is not valid' },
  current_password_wrong: { status: 403, title: 'The current password is wrong' },
  account_disabled: { status: 403, title: 'The account is disabled' },
  role_missing: { status: 403, title: 'The account lacks the required role' },
  route_not_found: { status: 404, title: 'There is nothing at this address' },
  account_not_found: { status: 404, title: 'There is no such account' },
  session_not_found: { status: 404, title: 'The account has no such session' },
  profile_not_found: { status: 404, title: 'There is no profile for this account yet' },
  method_not_allowed: { status: 405, title: 'This address does not support this method' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  email_taken: { status: 409, title: 'An account with this e-mail address exists' },
  account_own: { status: 409, title: 'Administrators cannot disable their own account' },
  body_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  media_type_unsupported: { status: 415, title: 'The body must be application/json in UTF-8' },
  expectation_failed: { status: 417, title: 'The server does not support this expectation' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something failed on our side' },
  service_unavailable: { status: 503, title: 'A service behind this address cannot be reached' },
  service_timeout: { status: 504, title: 'A service behind this address did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

/**
 * Every error that the platform returns: code, HTTP status and title (RFC 9457). Clients branch on the code; its
 * meaning never changes once it is published.
 */
export const problems = { ...platformProblems, ...domainProblems };

/** The code of any error that the platform returns. */
export type ProblemCode = keyof typeof problems;

/** Body of every error answer, `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string().describe('`urn:fairway:problem:<code>`'),
  title: z.string().describe('The meaning of the code, in words.'),
  status: z.int().describe('The HTTP status.'),
  code: z.string().describe('Machine-readable code; its meaning never changes.'),
  detail: z.string().optional().describe('What to do about the error, in words.'),
  requestId: z.string().optional().describe('Id of the request; quote it when you ask for help.'),
  errors: z
    .array(
      z.object({
        pointer: z.string().describe('JSON pointer into the body, or to `/query/...`, `/params/...`, `/headers/...`.'),
        detail: z.string().describe('What is wrong with the value.'),
      }),
    )
    .optional()
    .describe('One entry per wrong field.'),
});
export type ProblemDetails = z.infer<typeof problemSchema>;
