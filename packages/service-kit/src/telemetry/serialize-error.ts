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
 * The form of an error in logs. It has only these properties, because PostgreSQL's `detail` and TypeORM's `parameters`
 * quote rows and therefore personal data. Any value may be thrown, and logging it must not throw again.
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

/** An error's message. An AggregateError (a refused connection to a name with two addresses) often has an empty one. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map(messageOf).join('; ');
}
