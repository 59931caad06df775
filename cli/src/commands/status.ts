import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { printableLine } from '../command-line/printable.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import { findInstance, type Instance } from '../instance/instance.js';
import type { Ports } from '../instance/ports.js';
import { readReadiness, type Readiness } from '../instance/readiness.js';
import { observe, type PlatformState, readState, type ProcessPhase, type ProcessState } from '../instance/state.js';

export interface StatusResult {
  readonly instance: string;
  /** The phase of the run as its supervisor sees it; `troubled` says whether all of it works. */
  readonly phase: 'starting' | 'ready' | 'stopping' | 'stopped';
  /** The processes that stopped or are not ready, after all of them were ready once. */
  readonly troubled: readonly string[];
  readonly gateway: string | null;
  readonly supervisorPid: number | null;
  readonly readyAt: string | null;
  readonly processes: readonly StatusRow[];
  /** How many letters wait at each place; null when they cannot be counted. */
  readonly deadLetters: Readonly<Record<string, number>> | null;
}

export interface StatusRow extends Omit<ProcessState, 'process'> {
  readonly pid: number | null;
  readonly uptimeMs: number | null;
  /** The port for health and metrics of a service; null for the servers. */
  readonly managementPort: number | null;
  /** Why it is not ready; of a service, in its own words. */
  readonly reasons: readonly string[];
  /** What a ready service reports all the same. */
  readonly details: readonly string[];
}

export const status: Command<{ instance: string }, StatusResult> = {
  async run(input, { root, env }) {
    const instance = findInstance(root, input.instance);
    const written = readState(instance);
    if (written === undefined) {
      // Check FAIRWAY_PORT_BASE now: otherwise an invalid value is only found at the start.
      const plan = await import('../instance/port-plan.js').catch(() => undefined);
      plan?.portBaseFor(root, instance, env);
      return {
        instance: instance.name,
        phase: 'stopped',
        troubled: [],
        gateway: null,
        supervisorPid: null,
        readyAt: null,
        processes: [],
        deadLetters: null,
      };
    }
    const state = observe(written);
    const running = state.phase !== 'stopped';
    const [readiness, deadLetters] = await Promise.all([
      readReadiness(state),
      state.phase === 'ready' ? countDeadLetters(root, instance, state) : null,
    ]);
    const processes = state.processes.map((process) => toRow(process, state.ports, readiness));
    return {
      instance: instance.name,
      phase: state.phase,
      troubled: state.phase === 'ready' ? processes.filter(isTroubled).map(({ name }) => name) : [],
      gateway: running ? `http://127.0.0.1:${state.ports.services['api-gateway']}` : null,
      supervisorPid: running ? state.supervisor.pid : null,
      readyAt: running ? state.readyAt : null,
      processes,
      deadLetters,
    };
  },

  exitCode: ({ phase }) => (phase === 'stopped' ? exitCodes.notRunning : exitCodes.ok),

  render(result, style) {
    const outcome =
      result.troubled.length === 0
        ? phaseText(result.phase, style)
        : style.red(`✗ not ready: ${result.troubled.join(', ')}`);
    const headline = `instance "${result.instance}": ${outcome}`;
    const next =
      result.phase === 'stopped' ? 'next: ./fairway up' : 'next: ./fairway logs -f · ./fairway smoke · ./fairway down';
    // Finished migrations are not shown; the JSON has them.
    const shown = result.processes.filter(({ phase }) => phase !== 'done');
    const head = ['NAME', 'STATE', 'PID', 'PORT', 'HEALTH', 'UPTIME', 'RESTARTS', ''].map((title) => style.dim(title));
    const rows = shown.map((row) => [
      row.name,
      row.reasons.length === 0 ? phaseText(row.phase, style) : style.red('✗ not ready'),
      String(row.pid ?? '-'),
      String(row.port ?? '-'),
      String(row.managementPort ?? '-'),
      row.uptimeMs === null ? '-' : formatDuration(row.uptimeMs),
      String(row.restarts),
      row.phase === 'waiting' ? `waiting for ${row.note ?? ''}` : (row.note ?? ''),
    ]);
    const said = shown.flatMap(({ name, reasons, details }) => [
      ...reasons.map((reason) => `${style.red('✗')} ${name} is not ready: ${printableLine(reason)}`),
      ...details.map((detail) => `${style.yellow('!')} ${name}: ${printableLine(detail)}`),
    ]);
    const letters = Object.entries(result.deadLetters ?? {}).map(([place, count]) => `${count} on ${place}`);
    const waiting =
      letters.length === 0
        ? []
        : [`${style.yellow('!')} dead letters are waiting: ${letters.join(', ')} · ./fairway dlq list`];
    if (result.phase === 'ready' && result.deadLetters === null) {
      waiting.push(`${style.yellow('!')} dead letters cannot be counted · ./fairway dlq list says why`);
    }
    return [headline, ...(shown.length === 0 ? [] : [table([head, ...rows])]), ...said, ...waiting, next].join('\n');
  },
};

/**
 * Kafka or a database may be down, or the catalogue, which says where letters are, may not load; the rest of the status
 * matters all the more then.
 */
async function countDeadLetters(
  root: string,
  instance: Instance,
  { ports }: PlatformState,
): Promise<StatusResult['deadLetters']> {
  const module = await import('../dead-letters/count-letters.js').catch(() => undefined);
  return (await module?.countLetters(root, instance, ports)) ?? null;
}

function toRow({ process, ...state }: ProcessState, ports: Ports, readiness: readonly Readiness[]): StatusRow {
  const since = Date.parse(state.since);
  const management: Readonly<Record<string, number | undefined>> = ports.management;
  const { reasons = [], details = [] } = readiness.find(({ name }) => name === state.name) ?? {};
  return {
    ...state,
    pid: process?.pid ?? null,
    uptimeMs: state.phase === 'ready' ? Date.now() - since : null,
    managementPort: management[state.name] ?? null,
    reasons,
    details,
  };
}

const isTroubled = ({ phase, reasons }: StatusRow) => reasons.length > 0 || (phase !== 'ready' && phase !== 'done');

function phaseText(phase: ProcessPhase, style: Style): string {
  if (phase === 'ready' || phase === 'done') return style.green(`● ${phase}`);
  if (phase === 'failed' || phase === 'restarting') return style.red(`✗ ${phase}`);
  return phase === 'stopped' ? style.dim(`○ ${phase}`) : style.yellow(`… ${phase}`);
}
