import { FairwayError } from '@fairway/errors';
import { assertPortFree, checkPrerequisites, startWatchdog, type Watchdog } from '@fairway/local-servers';
import type { Context } from '../command-line/context.js';
import type { Instance } from '../instance/instance.js';
import { claimPortBase, portsAt } from '../instance/port-plan.js';
import { platformPorts, type Ports, telemetryPorts } from '../instance/ports.js';
import { ensureSecrets, readSecrets, type Secrets } from '../instance/secrets.js';
import { identityOf, type PlatformState } from '../instance/state.js';
import { rotateLogs } from '../logs/log-files.js';
import { endLeftovers } from './end-leftovers.js';
import { platformProcesses, platformSteps } from './platform.js';
import { Progress } from './progress.js';
import { RunRecord } from './run-record.js';
import type { DevelopmentRun } from './platform-options.js';
import { startInOrder, stopInReverse, type Step } from './start-in-order.js';
import { prepareTelemetry } from './telemetry.js';

export interface RunOptions {
  /** Only in `fairway dev`. */
  readonly development?: DevelopmentRun | undefined;
  /** Whether Prometheus and the rest of what watches the platform run beside it. */
  readonly observed: boolean;
}

/** A running platform, owned by this process. */
export interface Run {
  readonly ports: Ports;
  readonly secrets: Secrets;
  /** Whether this start created the secrets. */
  readonly firstStart: boolean;
  readonly steps: readonly Step[];
  readonly watchdog: Watchdog;
  /** Stops everything in reverse order, or at once when `context.forced` is aborted. */
  stop(): Promise<void>;
}

/**
 * Starts the platform; resolves when the gateway is ready. The caller holds the claim on the instance. After a failure,
 * or when `context.stopping` is aborted first, no process is left running.
 */
export async function startRun(
  instance: Instance,
  context: Context,
  { development, observed }: RunOptions,
): Promise<Run> {
  const ports = portsAt(claimPortBase(context.root, instance, context.env));
  await endLeftovers(instance, context);
  await Promise.all([requirePrerequisites(), requireFreePorts(ports, { development, observed })]);
  const telemetry = observed ? await prepareTelemetry(context) : undefined;
  rotateLogs(instance);
  const firstStart = readSecrets(instance) === undefined;
  const secrets = ensureSecrets(instance);
  const progress = new Progress(context.progress, context.style);
  const record = new RunRecord(instance, initialState(instance, ports, { development, observed }), (state) =>
    progress.changed(state),
  );
  const watchdog = await startWatchdog();
  const abandon = new AbortController();
  const steps = platformSteps({
    root: context.root,
    instance,
    ports,
    secrets,
    record,
    watchdog,
    stopping: abandon.signal,
    development,
    telemetry,
  });
  const stop = async (end: () => Promise<void>) => {
    abandon.abort();
    record.setPlatformPhase('stopping');
    progress.startWaitReports();
    await Promise.race([end(), forced(context.forced, record)]);
    progress.stopWaitReports();
    record.setPlatformPhase('stopped');
  };
  progress.startWaitReports();
  try {
    const started = startInOrder(steps, {
      onWaiting: (name, others) => record.setPhase(name, 'waiting', { note: others.join(', ') }),
      stopping: abandon.signal,
    });
    await Promise.race([started, interrupted(context, startCommand(development))]);
  } catch (error) {
    if (context.stopping.aborted) context.progress('interrupted; stopping what has been started');
    await stop(() => endUnfinished(steps, watchdog));
    throw error;
  }
  progress.stopWaitReports();
  record.setPlatformPhase('ready');
  return { ports, secrets, firstStart, steps, watchdog, stop: () => stop(() => endInOrder(steps, watchdog)) };
}

/** The command to repeat, in the words of hints. */
export const startCommand = (development: DevelopmentRun | undefined) =>
  development === undefined ? './fairway up' : './fairway dev';

async function endInOrder(steps: readonly Step[], watchdog: Watchdog): Promise<void> {
  try {
    await stopInReverse(steps);
  } finally {
    await watchdog.stop();
  }
}

/**
 * For a run that is not in use yet: the watchdog also ends processes in the middle of their start, whose pids only it
 * knows.
 */
async function endUnfinished(steps: readonly Step[], watchdog: Watchdog): Promise<void> {
  await Promise.all([stopInReverse(steps), watchdog.stop()]);
}

function interrupted({ stopping }: Context, command: string): Promise<never> {
  const error = new FairwayError('interrupted', 'Interrupted before the platform was ready; nothing is left running.', {
    hint: `Start it again with \`${command}\`.`,
  });
  return new Promise((_, reject) => {
    if (stopping.aborted) reject(error);
    else stopping.addEventListener('abort', () => reject(error), { once: true });
  });
}

/** Processes whose pid is not known yet cannot be killed here; the watchdog ends them when this process ends. */
function forced(force: AbortSignal, record: RunRecord): Promise<void> {
  return new Promise((resolve) => {
    force.addEventListener('abort', () => {
      for (const { process: alive } of record.state.processes) {
        if (alive !== null) killGroup(alive.pid);
      }
      resolve();
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function initialState(instance: Instance, ports: Ports, { development, observed }: RunOptions): PlatformState {
  const supervisor = identityOf(process.pid);
  if (supervisor === null) throw new Error('This process cannot find itself; is /proc mounted?');
  const now = new Date().toISOString();
  const unstarted = { phase: 'waiting', process: null, restarts: 0, since: now } as const;
  return {
    schema: 1,
    instance: instance.name,
    phase: 'starting',
    supervisor,
    ports,
    startedAt: now,
    readyAt: null,
    development: development !== undefined,
    processes: platformProcesses(ports, observed).map((process) => ({ ...process, ...unstarted })),
  };
}

async function requirePrerequisites(): Promise<void> {
  const missing = (await checkPrerequisites()).filter(({ status }) => status === 'fail');
  if (missing.length === 0) return;
  throw new FairwayError('prerequisite_missing', 'This machine lacks something that the platform needs.', {
    cause: missing.map(({ message }) => message).join('\n'),
    hint: missing.map(({ fix }) => fix).join('\n    '),
  });
}

async function requireFreePorts(ports: Ports, { development, observed }: RunOptions): Promise<void> {
  const needed = [...platformPorts(ports), ...(observed ? telemetryPorts(ports) : [])];
  const checks = await Promise.allSettled(needed.map(({ port, owner }) => assertPortFree(port, owner)));
  const taken = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason as unknown] : []));
  const unforeseen = taken.find((error) => !(error instanceof FairwayError));
  if (unforeseen !== undefined) throw unforeseen;
  if (taken.length === 0) return;
  throw new FairwayError(
    'port_in_use',
    `${taken.length === 1 ? 'A port is' : `${taken.length} ports are`} in use by other processes.`,
    {
      cause: taken.map((error) => (error as FairwayError).message).join('\n'),
      hint: `Stop those processes, or move all ports: \`FAIRWAY_PORT_BASE=5000 ${startCommand(development)}\`.`,
    },
  );
}
