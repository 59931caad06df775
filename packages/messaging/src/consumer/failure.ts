/** Classes of SQLSTATE that tell of the database's state, not of the statement: 08 connection, 40 rollback, 53, 57, 58. */
const transientSqlStates = /^(08|40|53|57|58)/;
const transientSystemErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
// pg reports these as plain errors without a code.
const transientMessages = /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable/i;

/**
 * Whether the fault lies with the surroundings (database down, deadlock, failover) and not with the event. Such an
 * event is retried for as long as it takes: an outage must not turn good events into dead letters.
 */
export function isTransient(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause ?? driverErrorOf(current)) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && (transientSystemErrors.has(code) || transientSqlStates.test(code))) return true;
    if (transientMessages.test(current.message)) return true;
  }
  return false;
}

function driverErrorOf(error: Error): unknown {
  return (error as { driverError?: unknown }).driverError;
}
