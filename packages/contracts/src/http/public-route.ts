import type { z } from 'zod';
import type { domainProblems } from '../domain/problems.js';
import { type platformProblems, problems, type ProblemCode } from './problems.js';

/** One route of the public API. */
export interface PublicRoute {
  readonly operationId: string;
  readonly summary: string;
  /** What a caller must know beyond the schemas, in Markdown. */
  readonly description?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters; gateway and service use the same path. */
  readonly path: string;
  /** Name in the catalogue of the service that answers. */
  readonly service: string;
  /** Who may call: anyone, a signed-in account, or an account with the role admin. */
  readonly access: 'anybody' | 'account' | 'admin';
  /** Whether the route takes an `Idempotency-Key`. */
  readonly idempotent?: boolean;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: RouteSuccess;
  /** Problems specific to this route; `problemsOf` adds those that follow from its other properties. */
  readonly problems: readonly RouteProblemCode[];
}

/** The successful answer of a route. */
export interface RouteSuccess {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  /** Absent with 204, which has no body. */
  readonly body?: z.ZodType;
  /** Whether the answer has a `Location` header with the created resource. */
  readonly location?: boolean;
  /** Operations that take the `id` in this answer's body as their parameter `id`. */
  readonly links?: readonly string[];
}

type Route = Pick<PublicRoute, 'method' | 'access' | 'idempotent' | 'params'>;

type Rule = 'named' | ((route: Route) => boolean);

const anyRoute = () => true;
const readsBody = ({ method }: Route) => method !== 'GET';
const needsToken = ({ access }: Route) => access !== 'anybody';

/** Which routes answer with a problem of the platform. `named`: those whose line in `publicRoutes` names it. A new code is decided here. */
const answeredBy = {
  malformed_request: anyRoute,
  malformed_body: readsBody,
  validation_failed: anyRoute,
  idempotency_key_missing: ({ idempotent }) => idempotent === true,
  token_missing: needsToken,
  token_invalid: needsToken,
  credentials_invalid: 'named',
  refresh_token_invalid: 'named',
  current_password_wrong: 'named',
  account_disabled: 'named',
  role_missing: ({ access }) => access === 'admin',
  // A parameter that is too long or not valid percent-encoded UTF-8 makes it an unknown address.
  route_not_found: ({ params }) => params !== undefined,
  account_not_found: 'named',
  session_not_found: 'named',
  profile_not_found: 'named',
  method_not_allowed: anyRoute,
  password_weak: 'named',
  password_unchanged: 'named',
  request_timeout: anyRoute,
  email_taken: 'named',
  account_own: 'named',
  body_too_large: readsBody,
  uri_too_long: anyRoute,
  media_type_unsupported: readsBody,
  expectation_failed: anyRoute,
  idempotency_key_reused: ({ idempotent }) => idempotent === true,
  rate_limited: anyRoute,
  headers_too_large: anyRoute,
  internal: anyRoute,
  service_unavailable: anyRoute,
  service_timeout: anyRoute,
} as const satisfies Record<keyof typeof platformProblems, Rule>;

type PlatformCode = keyof typeof answeredBy;

/** Codes that no rule gives to a route: its line has to name them. All of the domain's are such. */
export type RouteProblemCode =
  | keyof typeof domainProblems
  | { [Code in PlatformCode]: (typeof answeredBy)[Code] extends 'named' ? Code : never }[PlatformCode];

/** Every problem that the route can answer with, in the order of the table. */
export function problemsOf(route: PublicRoute): ProblemCode[] {
  const rules: Partial<Record<ProblemCode, Rule>> = answeredBy;
  const named: readonly ProblemCode[] = route.problems;
  return (Object.keys(problems) as ProblemCode[]).filter((code) => {
    const rule = rules[code] ?? 'named';
    return rule === 'named' ? named.includes(code) : rule(route);
  });
}
