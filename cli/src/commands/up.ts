import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, StreamingCommand } from '../command-line/context.js';
import { findInstance, type Instance, portBaseFor } from '../instance/instance.js';
import { processNames } from '../instance/ports.js';
import { renderLogLine, type LogLine } from '../logs/log-line.js';
import { MergedLogs } from '../logs/merged-logs.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { claimOrFindRunning } from '../supervisor/already-running.js';
import { readyReport, renderReadyReport, type ReadyReport } from '../supervisor/ready-report.js';
import { startRun } from '../supervisor/run.js';
import { showSample } from './show-sample.js';

export interface UpInput {
  readonly instance: string;
  readonly sample: boolean;
}

type UpItem = ReadyReport | LogLine;

const pollMs = 200;
// More lines per poll are unreadable on a terminal; fewer are always printed in full.
const linesPerPoll = 400;
const quietUnlessWarning = new Set(['postgres', 'kafka']);

/** Runs the platform in the foreground: this process is the supervisor. */
export const up: StreamingCommand<UpInput, UpItem> = {
  stopsItself: true,

  async *stream(input, context) {
    requireSoundCatalog(context.root);
    const instance = findInstance(context.root, input.instance);
    // Check FAIRWAY_PORT_BASE first, so that an invalid value creates no folder.
    portBaseFor(context.root, instance, context.env);
    const claim = await claimOrFindRunning(instance, context);
    if (!('release' in claim)) {
      yield claim;
      return;
    }
    try {
      yield* supervise(instance, input, context);
    } finally {
      claim.release();
    }
  },

  render: (item, style) =>
    item.type === 'ready' ? renderReadyReport(item, style) : renderLogLine(item, style, processNames),
};

async function* supervise(instance: Instance, input: UpInput, context: Context): AsyncGenerator<UpItem> {
  const startedAtMs = performance.now();
  const run = await startRun(instance, context);
  try {
    const sampleId = input.sample ? await showSample(instance, run.ports, run.secrets, context) : null;
    yield readyReport(instance, {
      ports: run.ports,
      supervisorPid: process.pid,
      readyInMs: performance.now() - startedAtMs,
      alreadyRunning: false,
      firstStart: run.firstStart,
      sampleId,
    });
    const logs = new MergedLogs(instance, 'end');
    context.progress('logs of all processes follow (only warnings from PostgreSQL and Kafka); Ctrl-C stops everything');
    while (!context.stopping.aborted) {
      yield* linesToShow(logs, context);
      await sleep(pollMs, undefined, { signal: context.stopping }).catch(() => {});
    }
    context.progress('stopping; press Ctrl-C again to end everything at once');
  } finally {
    await run.stop();
  }
  if (context.forced.aborted) {
    throw new FairwayError('interrupted', 'Everything was ended at once.', {
      hint: 'No data is lost; the next start takes a little longer: `./fairway up`.',
    });
  }
  context.progress('stopped · data is kept · next: ./fairway up');
}

function linesToShow(logs: MergedLogs, { progress }: Context): LogLine[] {
  const lines = logs
    .fresh()
    .filter(({ process, level }) => level === 'warn' || level === 'error' || !quietUnlessWarning.has(process));
  if (lines.length <= linesPerPoll) return lines;
  const skippedKib = Math.round(logs.skipToEnd() / 1024);
  progress(
    `… skipped ${lines.length - linesPerPoll} lines and ${skippedKib} KiB, too much to show; \`./fairway logs\` has all of them`,
  );
  return lines.slice(-linesPerPoll);
}
