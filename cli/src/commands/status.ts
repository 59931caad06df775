import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { exitCodes } from '../command-line/exit-codes.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';
import { DeadLetters } from '../dead-letters/dead-letters.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { ensureSecrets } from '../instance/secrets.js';
import { observe, type PlatformState, readState, type ProcessPhase, type ProcessState } from '../instance/state.js';

export interface StatusResult {
  readonly instance: string;
  readonly phase: 'starting' | 'ready' | 'stopping' | 'stopped';
  readonly gateway: string | null;
  readonly supervisorPid: number | null;
  readonly readyAt: string | null;
  readonly processes: readonly StatusRow[];
  /** How many wait at each place; null while they cannot be counted. */
  readonly deadLetters: Readonly<Record<string, number>> | null;
}

const countLimitMs = 3_000;

export interface StatusRow extends Omit<ProcessState, 'process'> {
  readonly pid: number | null;
  readonly uptimeMs: number | null;
}

export const status: Command<{ instance: string }, StatusResult> = {
  async run(input, { root }) {
    const instance = findInstance(root, input.instance);
    const written = readState(instance);
    if (written === undefined) {
      return { instance: instance.name, phase: 'stopped', gateway: null, supervisorPid: null, readyAt: null, processes: [], deadLetters: null };
    }
    const state = observe(written);
    const running = state.phase !== 'stopped';
    return {
      instance: instance.name,
      phase: state.phase,
      gateway: running ? `http://127.0.0.1:${state.ports.services['api-gateway']}` : null,
      supervisorPid: running ? state.supervisor.pid : null,
      readyAt: running ? state.readyAt : null,
      processes: state.processes.map(toRow),
      deadLetters: state.phase === 'ready' ? await countDeadLetters(instance, state) : null,
    };
  },

  exitCode: ({ phase }) => (phase === 'stopped' ? exitCodes.notRunning : exitCodes.ok),

  render(result, style) {
    const option = result.instance === 'default' ? '' : ` --instance ${result.instance}`;
    const headline = `instance "${result.instance}": ${phaseText(result.phase, style)}`;
    const next =
      result.phase === 'stopped' ? `next: ./fairway up${option}` : `next: ./fairway logs -f${option} · ./fairway smoke${option} · ./fairway down${option}`;
    // Migrations that are done are history; the JSON has them.
    const shown = result.processes.filter(({ phase }) => phase !== 'done');
    const head = ['NAME', 'STATE', 'PID', 'PORT', 'UPTIME', 'RESTARTS', ''].map((title) => style.dim(title));
    const rows = shown.map((row) => [
      row.name,
      phaseText(row.phase, style),
      String(row.pid ?? '-'),
      String(row.port ?? '-'),
      row.uptimeMs === null ? '-' : formatDuration(row.uptimeMs),
      String(row.restarts),
      row.phase === 'waiting' ? `waiting for ${row.note ?? ''}` : (row.note ?? ''),
    ]);
    const letters = Object.entries(result.deadLetters ?? {}).map(([place, count]) => `${count} on ${place}`);
    const waiting = letters.length === 0 ? [] : [`${style.yellow('!')} dead letters wait: ${letters.join(', ')} · ./fairway dlq list${option}`];
    return [headline, ...(shown.length === 0 ? [] : [table([head, ...rows])]), ...waiting, next].join('\n');
  },
};

/** Kafka or a database may be away; then the rest of the status is wanted all the more. */
async function countDeadLetters(instance: Instance, { ports }: PlatformState): Promise<StatusResult['deadLetters']> {
  const letters = new DeadLetters(ports, ensureSecrets(instance));
  try {
    const counts = await Promise.race([letters.counts(), delay(countLimitMs, undefined)]);
    return counts === undefined ? null : Object.fromEntries(counts);
  } catch {
    return null;
  } finally {
    // Not waited for: a Kafka that hangs answers no goodbye.
    letters.close().catch(() => undefined);
  }
}

function toRow({ process, ...state }: ProcessState): StatusRow {
  const since = Date.parse(state.since);
  return { ...state, pid: process?.pid ?? null, uptimeMs: state.phase === 'ready' ? Date.now() - since : null };
}

function phaseText(phase: ProcessPhase, style: Style): string {
  if (phase === 'ready' || phase === 'done') return style.green(`● ${phase}`);
  if (phase === 'failed' || phase === 'restarting') return style.red(`✗ ${phase}`);
  return phase === 'stopped' ? style.dim(`○ ${phase}`) : style.yellow(`… ${phase}`);
}
