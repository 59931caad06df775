import { problems, type ProblemCode } from '@fairway/contracts';

/** One wrong value in a request. */
export interface FieldError {
  /** JSON pointer: `/items/0/quantity` in the body; `/query/limit`, `/params/id`, `/headers/...` elsewhere. */
  readonly pointer: string;
  readonly detail: string;
}

/** What a problem says beyond its code. */
export interface ProblemOptions {
  /** For the caller: what to do about it. Never internals. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: unknown;
}

/**
 * An error answer (RFC 9457). Throw it anywhere while a request is handled; status and title come from the table
 * `problems` in the contracts.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    { detail, errors, headers = {}, cause }: ProblemOptions = {},
  ) {
    const { status, title } = problems[code];
    super(`${code}: ${detail ?? title}`, { cause });
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.headers = { ...headersOfStatus[status], ...headers };
  }
}

const aMomentLater = { 'retry-after': '1' };
const headersOfStatus: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  // RFC 9110, 15.5.2: every 401 says how to authenticate.
  401: { 'www-authenticate': 'Bearer' },
  503: aMomentLater,
  504: aMomentLater,
};
