import { FairwayError } from '@fairway/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingCommand } from '../command-line/context.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { processNames } from '../instance/ports.js';
import { readState } from '../instance/state.js';
import { loggedProcesses } from '../logs/log-files.js';
import { renderLogLine, type LogLine } from '../logs/log-line.js';
import { MergedLogs } from '../logs/merged-logs.js';

export interface LogsInput {
  readonly instance: string;
  readonly service: string | undefined;
  readonly follow?: boolean;
  readonly grep?: string;
  readonly sinceMs: number | undefined;
}

const pollMs = 200;

/** The merged log files. Without `--since` and `--grep`, those of the current or last run. */
export const logs: StreamingCommand<LogsInput, LogLine> = {
  async *stream({ service, follow = false, grep, sinceMs, ...input }, { root, stopping, progress }) {
    const instance = findInstance(root, input.instance);
    requireLogs(instance, service);
    const merged = new MergedLogs(instance, 'start', { process: service, grep });
    const from =
      sinceMs !== undefined
        ? new Date(Date.now() - sinceMs).toISOString()
        : grep === undefined
          ? readState(instance)?.startedAt
          : undefined;
    let started = from === undefined;
    let found = false;
    for (const line of merged.existing()) {
      // A line without a timestamp has the age of the line before it.
      if (line.time !== undefined) started = from === undefined || line.time >= from;
      if (!started) continue;
      found = true;
      yield line;
    }
    if (!found && !follow && grep !== undefined) progress(`no line contains "${grep}"`);
    while (follow && !stopping.aborted) {
      await sleep(pollMs);
      yield* merged.fresh();
    }
  },

  renderer({ instance }, { root }) {
    const ports = readState(findInstance(root, instance))?.ports;
    const processes = ports === undefined ? [] : processNames(ports);
    return (line, style) => renderLogLine(line, style, processes);
  },
};

function requireLogs(instance: Instance, service: string | undefined): void {
  const processes = loggedProcesses(instance);
  if (processes.length === 0) {
    throw new FairwayError('not_found', `The instance "${instance.name}" has no logs yet.`, {
      hint: 'Start it with `./fairway up`.',
    });
  }
  if (service === undefined || processes.includes(service)) return;
  if (service === 'supervisor') {
    throw new FairwayError('not_found', 'The supervisor does not write this kind of log.', {
      hint: `The output of a detached supervisor is in ${instance.supervisorLogPath}.`,
    });
  }
  const like = processes.filter((name) => name.includes(service) || service.includes(name));
  throw new FairwayError('not_found', `There are no logs of "${service}".`, {
    cause: `There are logs of ${processes.join(', ')}.`,
    hint:
      like[0] === undefined
        ? 'Name one of those, or leave it out for all.'
        : `Did you mean \`./fairway logs ${like[0]}\`?`,
  });
}
