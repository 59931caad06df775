import { messageOf } from '../telemetry/serialize-error.js';

export interface ReadinessCheck {
  /** For example `postgresql`. */
  readonly name: string;
  /**
   * Resolves when the service can use what it checks, with a detail when there is something that a person should know;
   * rejects with the reason when it cannot.
   */
  readonly check: () => Promise<string | void>;
}

export interface CheckReport {
  readonly name: string;
  readonly state: 'passing' | 'failing';
  readonly reason?: string;
  /** Does not keep the service from being ready. */
  readonly detail?: string;
}

const checkTimeoutMs = 1_000;
const reportAgeMs = 1_000;

/** What must work before the service takes requests. Modules register their checks; probes read the report. */
export class HealthRegistry {
  readonly #checks: ReadinessCheck[] = [];
  #latest: { readonly takenAtMs: number; readonly report: Promise<CheckReport[]> } | undefined;

  register(check: ReadinessCheck): void {
    this.#checks.push(check);
    this.#latest = undefined;
  }

  /** Runs all checks side by side. A report serves for one second, so that probes cannot load what they probe. */
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
