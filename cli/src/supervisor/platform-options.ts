import type { Watchdog } from '@fairway/local-servers';
import type { telemetryPrograms } from '@fairway/programs';
import type { Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import type { RunRecord } from './run-record.js';

/** What watches the platform, beside it. */
export interface Telemetry {
  readonly programs: Readonly<Record<(typeof telemetryPrograms)[number], string>>;
  /** Divides every duration of the rules; more than 1 for rehearsals only. */
  readonly timeFactor: number;
  /** Receives the notifications of Alertmanager. */
  readonly receiverUrl: string | undefined;
  /** The share of requests that services record as traces. */
  readonly traceSampleRatio: string;
}

/** What is different in `fairway dev`. */
export interface DevelopmentRun {
  readonly inspected: Inspected | undefined;
  /** Whether the logs of all processes are printed. */
  readonly printsLogs: boolean;
  /** Of a service that does not come up: the others go on. */
  report(error: unknown): void;
}

/** The service whose process a debugger may attach to. */
export interface Inspected {
  readonly service: string;
  /** It waits for the debugger before its first line. */
  readonly waits: boolean;
}

export interface PlatformOptions {
  readonly root: string;
  readonly instance: Instance;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly record: RunRecord;
  readonly watchdog: Watchdog;
  /** Aborted when the run must end, before any process is stopped. */
  readonly stopping: AbortSignal;
  /** Only in `fairway dev`. */
  readonly development: DevelopmentRun | undefined;
  /** Only with `--with observability`. */
  readonly telemetry: Telemetry | undefined;
}
