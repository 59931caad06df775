import { messageOf } from '../telemetry/serialize-error.js';

/** A readiness check of a module. */
export interface ReadinessCheck {
  /** The name, for example `postgresql`. */
  readonly name: string;
  /**
   * Resolves when the service can use what it checks, optionally with a detail for the operator; rejects with the
   * reason when it cannot.
   */
  readonly check: () => Promise<string | void>;
}

/** The result of one readiness check. */
export interface CheckReport {
  readonly name: string;
  readonly state: 'passing' | 'failing';
  readonly reason?: string;
  /** A note for the operator; the service is ready all the same. */
  readonly detail?: string;
}

const checkTimeoutMs = 1_000;
const reportAgeMs = 1_000;

/** The readiness checks of a service. Modules register them; probes read the report. */
export class HealthRegistry {
  readonly #checks: ReadinessCheck[] = [];
  #latest: { readonly takenAtMs: number; readonly report: Promise<CheckReport[]> } | undefined;

  register(check: ReadinessCheck): void {
    this.#checks.push(check);
    this.#latest = undefined;
  }

  /**
   * Runs all checks concurrently. A report is reused for one second, so that probes cannot overload what they check.
   */
  report(): Promise<CheckReport[]> {
    const nowMs = performance.now();
    if (this.#latest === undefined || nowMs - this.#latest.takenAtMs > reportAgeMs) {
      this.#latest = { takenAtMs: nowMs, report: Promise.all(this.#checks.map(runCheck)) };
    }
    return this.#latest.report;
  }
}

async function runCheck({ name, check }: ReadinessCheck): Promise<CheckReport> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
  try {
    const detail = await Promise.race([check(), timeout.promise]);
    return { name, state: 'passing', ...(detail ? { detail } : {}) };
  } catch (error) {
    return { name, state: 'failing', reason: messageOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
