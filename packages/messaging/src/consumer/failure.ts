import { NonRetryableError } from './event-handler.js';

const sqlState = /^[0-9A-Z]{5}$/;
/** Classes of SQLSTATE that blame the data: 22 data exception, 23 integrity constraint violation. */
const dataSqlStates = /^2[23]/;
// Node's own names, as in ENETUNREACH; its programming errors are called ERR_SOMETHING.
const systemErrorCode = /^(E(?!RR_)[A-Z0-9_]+|UND_ERR_(?!INVALID_)[A-Z_]+)$/;
// pg and TypeORM report a lost connection by these, without a code.
const connectionErrorNames = new Set([
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
  'TimeoutError',
  'TransactionNotStartedError',
]);
const connectionMessages =
  /connection terminated|timeout exceeded when trying to connect|connection ended|client was closed|not queryable|query read timeout/i;

/**
 * Whether the fault lies with the infrastructure and not with the event. Every error of a driver or of the system does,
 * unless its class blames the data. The rule must not list outages: a read-only database (25006), a rotated password
 * (28P01) or a missing table (42P01) are outages too, and an outage must not turn good events into dead letters.
 * Such an event is retried for as long as it takes.
 */
export function isTransient(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause ?? driverErrorOf(current)) {
    if (current instanceof NonRetryableError) return false;
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') {
      // Before SQLSTATE: EPIPE has five capitals as well.
      if (systemErrorCode.test(code)) return true;
      if (sqlState.test(code)) return !dataSqlStates.test(code);
    }
    if (connectionErrorNames.has(current.name) || connectionMessages.test(current.message)) return true;
  }
  return false;
}

function driverErrorOf(error: Error): unknown {
  return (error as { driverError?: unknown }).driverError;
}
