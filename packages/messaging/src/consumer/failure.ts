import { NonRetryableError } from './event-handler.js';

const sqlState = /^[0-9A-Z]{5}$/;
/** Classes of SQLSTATE that blame the data: 22 data exception, 23 integrity constraint violation. */
const dataSqlStates = /^2[23]/;
// Node's names of system errors, such as ENETUNREACH; Node names programming errors ERR_SOMETHING.
const systemErrorCode = /^(E(?!RR_)[A-Z0-9_]+|UND_ERR_(?!INVALID_)[A-Z_]+)$/;
// pg and TypeORM report a lost connection with these names, without a code.
const connectionErrorNames = new Set([
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
  'TimeoutError',
  'TransactionNotStartedError',
]);
/** An error may be its own cause. */
const causesMax = 10;
const connectionMessages =
  /connection terminated|timeout exceeded when trying to connect|connection ended|client was closed|not queryable|query read timeout/i;

/**
 * Whether the infrastructure caused the error, and not the event. Every error of a driver or of the system is
 * transient, unless its class blames the data. The rule must not list outages: a read-only database (25006), a rotated
 * password (28P01) or a missing table (42P01) are outages too, and an outage must not turn good events into dead
 * letters. Such an event is retried without limit.
 */
export function isTransient(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < causesMax && current instanceof Error; depth += 1) {
    if (current instanceof NonRetryableError) return false;
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') {
      // Checked before SQLSTATE: EPIPE has five capitals as well.
      if (systemErrorCode.test(code)) return true;
      if (sqlState.test(code)) return !dataSqlStates.test(code);
    }
    if (connectionErrorNames.has(current.name) || connectionMessages.test(current.message)) return true;
    current = current.cause ?? driverErrorOf(current);
  }
  return false;
}

/**
 * Converts a thrown value to a readable error: a handler may throw null, a symbol, or an error whose message is not
 * text or throws when it is read. Reporting such a value must not end the consumer.
 */
export function errorOf(thrown: unknown): Error {
  try {
    if (isReadable(thrown)) return thrown;
    return new Error(`The handler threw ${typeof thrown}: ${String(thrown)}`);
  } catch {
    return new Error(`The handler threw ${typeof thrown} that cannot be read`);
  }
}

function isReadable(thrown: unknown): thrown is Error {
  let current = thrown;
  for (let depth = 0; depth < causesMax && current instanceof Error; depth += 1) {
    const { name, message, stack = '' } = current;
    if ([name, message, stack].some((text) => typeof text !== 'string')) return false;
    // `isTransient` and the log read them again.
    void (current as { code?: unknown }).code;
    current = current.cause ?? driverErrorOf(current);
  }
  return thrown instanceof Error;
}

function driverErrorOf(error: Error): unknown {
  return (error as { driverError?: unknown }).driverError;
}
