export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SerializedError;
  readonly errors?: readonly SerializedError[];
}

const textLengthMax = 10_000;

/**
 * An error as logs show it. Only these properties: PostgreSQL's `detail` and TypeORM's `parameters` quote rows, and so
 * personal data. Anything may be thrown, and a log line about it must not throw again.
 */
export function serializeError(error: unknown): SerializedError {
  try {
    return serialize(error, 0);
  } catch {
    return { type: typeof error, message: 'an error that throws when it is read' };
  }
}

function serialize(error: unknown, depth: number): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && error.code !== undefined ? { code: String(error.code) } : {};
  const deeper = depth < 4;
  return {
    type: error.name,
    message: messageOf(error).slice(0, textLengthMax),
    ...code,
    ...(error.stack === undefined ? {} : { stack: error.stack.slice(0, textLengthMax) }),
    ...(deeper && error.cause !== undefined ? { cause: serialize(error.cause, depth + 1) } : {}),
    ...(deeper && error instanceof AggregateError
      ? { errors: error.errors.map((part) => serialize(part, depth + 1)) }
      : {}),
  };
}

/** An error's message; that of an AggregateError (a refused connection to a name with two addresses) is often empty. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map(messageOf).join('; ');
}
