import { defaultPortBase, serviceNames } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, StreamingCommand } from '../command-line/context.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { portBaseFor, portsAt } from '../instance/port-plan.js';
import { processNames, telemetryNames } from '../instance/ports.js';
import { renderLogLine, type LogLine } from '../logs/log-line.js';
import { MergedLogs } from '../logs/merged-logs.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { claimOrFindRunning } from '../supervisor/already-running.js';
import { Development } from '../supervisor/development.js';
import { readyReport, renderReadyReport, type ReadyReport } from '../supervisor/ready-report.js';
import { startCommand, startRun } from '../supervisor/run.js';
import type { Inspected } from '../supervisor/platform-options.js';
import { isFinding, typeCheckerName } from '../supervisor/type-checker.js';
import { showSample } from './show-sample.js';

export interface UpInput {
  readonly instance: string;
  readonly sample: boolean;
  /** Parts that run beside the platform. */
  readonly with: readonly 'observability'[];
  /** Restarts services whose code was saved; undefined for a run that stays as it was started. */
  readonly watch?: { readonly inspected: Inspected | undefined };
}

type UpItem = ReadyReport | LogLine;

const pollMs = 200;
// More lines per poll are unreadable on a terminal; fewer are always printed in full.
const linesPerPoll = 400;
const quietUnlessWarning = new Set(['postgres', 'kafka', ...telemetryNames]);

/** Runs the platform in the foreground: this process is the supervisor. */
export const up: StreamingCommand<UpInput, UpItem> = {
  stopsItself: true,

  async *stream(input, context) {
    requireSoundCatalog(context.root);
    requireService(input.watch?.inspected);
    const instance = findInstance(context.root, input.instance);
    // Check FAIRWAY_PORT_BASE first, so that an invalid value creates no folder.
    portBaseFor(context.root, instance, context.env);
    const claim = await claimOrFindRunning(instance, { observed: input.with.includes('observability') }, context);
    if (!('release' in claim)) {
      if (input.watch !== undefined) throw runsUnwatched(instance, claim);
      yield claim;
      return;
    }
    let again = false;
    try {
      again = yield* supervise(instance, input, context);
    } finally {
      claim.release();
    }
    if (again) startAgain(context);
  },

  renderer() {
    const processes = processNames(portsAt(defaultPortBase));
    return (item, style) =>
      item.type === 'ready' ? renderReadyReport(item, style) : renderLogLine(item, style, processes);
  },
};

/** @throws FairwayError usage */
function requireService(inspected: Inspected | undefined): void {
  if (inspected === undefined || serviceNames.some((name) => name === inspected.service)) return;
  throw new FairwayError('usage', `There is no service ${inspected.service} to inspect.`, {
    hint: `Services are: ${serviceNames.join(', ')}.`,
  });
}

/** @returns whether the platform shall be started again, with the catalogue as it is now */
async function* supervise(
  instance: Instance,
  input: UpInput,
  context: Context,
): AsyncGenerator<UpItem, boolean, undefined> {
  const startedAtMs = performance.now();
  const development = input.watch === undefined ? undefined : new Development(input.watch.inspected, context);
  const observed = input.with.includes('observability');
  const run = await startRun(instance, context, { development, observed });
  const command = startCommand(development);
  const ending = AbortSignal.any([context.stopping, ...(development === undefined ? [] : [development.outdated])]);
  try {
    const sampleId = input.sample ? await showSample(instance, run.ports, run.secrets, context) : null;
    yield readyReport(instance, {
      ports: run.ports,
      observed,
      supervisorPid: process.pid,
      readyInMs: performance.now() - startedAtMs,
      alreadyRunning: false,
      firstStart: run.firstStart,
      sampleId,
    });
    const logs = new MergedLogs(instance, 'end');
    await development?.begin(run, instance);
    context.progress('logs of all processes follow (only warnings from PostgreSQL and Kafka); Ctrl-C stops everything');
    while (!ending.aborted) {
      yield* linesToShow(logs, context);
      await sleep(pollMs, undefined, { signal: ending }).catch(() => {});
    }
    context.progress('stopping; press Ctrl-C again to end everything at once');
  } finally {
    await development?.close();
    await run.stop();
  }
  if (context.forced.aborted) {
    throw new FairwayError('interrupted', 'Everything was ended at once.', {
      hint: `No data is lost; the next start takes a little longer: \`${command}\`.`,
    });
  }
  if (development?.outdated.aborted === true && !context.stopping.aborted) return true;
  context.progress(`stopped · data is kept · next: ${command}`);
  return false;
}

/** Runs the same command in this process: its parent, npm or a terminal, notices no end. */
function startAgain({ root, env }: Context): void {
  const [, , ...args] = process.argv;
  // The sample has been sent.
  process.execve?.(
    join(root, 'fairway'),
    ['fairway', ...args.filter((arg) => arg !== '--no-sample'), '--no-sample'],
    env,
  );
}

function runsUnwatched(instance: Instance, { supervisorPid }: ReadyReport): FairwayError {
  return new FairwayError(
    'still_running',
    `The instance "${instance.name}" is running already (supervisor pid ${supervisorPid}), and its sources are not watched from here.`,
    { hint: `End it with \`./fairway down\`, then run this again.` },
  );
}

function linesToShow(logs: MergedLogs, { progress }: Context): LogLine[] {
  const lines = logs
    .fresh()
    .filter(({ process, level, message }) =>
      process === typeCheckerName
        ? isFinding(message)
        : level === 'warn' || level === 'error' || !quietUnlessWarning.has(process),
    );
  if (lines.length <= linesPerPoll) return lines;
  const skippedKib = Math.round(logs.skipToEnd() / 1024);
  progress(
    `… skipped ${lines.length - linesPerPoll} lines and ${skippedKib} KiB, too much to show; \`./fairway logs\` has all of them`,
  );
  return lines.slice(-linesPerPoll);
}
