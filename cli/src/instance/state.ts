import { processStartTime } from '@fairway/local-servers';
import { readFileSync } from 'node:fs';
import type { Instance } from './instance.js';
import type { Ports } from './ports.js';
import { writeAtomically } from './write-atomically.js';

/** Identifies a process: a pid alone is reused, but not together with the start time. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

export type ProcessPhase = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped' | 'done' | 'failed';

export interface ProcessState {
  readonly name: string;
  readonly phase: ProcessPhase;
  readonly process: ProcessIdentity | null;
  readonly port: number | null;
  readonly restarts: number;
  /** When this phase began, ISO 8601. */
  readonly since: string;
  /** What it waits for, or why it failed. */
  readonly note?: string;
}

export interface PlatformState {
  readonly schema: 1;
  readonly instance: string;
  readonly phase: 'starting' | 'ready' | 'stopping' | 'stopped';
  readonly supervisor: ProcessIdentity;
  readonly ports: Ports;
  readonly startedAt: string;
  readonly readyAt: string | null;
  /** Of `fairway dev`, which starts what failed again when a correction is saved. */
  readonly development?: boolean;
  readonly processes: readonly ProcessState[];
}

export function writeState(instance: Instance, state: PlatformState): void {
  writeAtomically(instance.statePath, `${JSON.stringify(state, null, 2)}\n`);
}

/** The last written state; undefined if there is none or another version wrote it. */
export function readState(instance: Instance): PlatformState | undefined {
  try {
    const state = JSON.parse(readFileSync(instance.statePath, 'utf8')) as Partial<PlatformState>;
    return state.schema === 1 ? (state as PlatformState) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function identityOf(pid: number): ProcessIdentity | null {
  const startTime = processStartTime(pid);
  return startTime === undefined ? null : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return processStartTime(pid) === startTime;
}

/** The current state: a supervisor that died could not record its end. */
export function observe(state: PlatformState, alive: (process: ProcessIdentity) => boolean = isAlive): PlatformState {
  const supervised = alive(state.supervisor);
  const processes = state.processes.map((process): ProcessState => {
    if (process.process !== null && alive(process.process)) return process;
    if (!supervised) return { ...process, process: null, phase: hasEnded(process.phase) ? process.phase : 'stopped' };
    // Observed between a crash and its handling.
    return process.process === null ? process : { ...process, process: null, phase: 'restarting' };
  });
  return { ...state, processes, phase: supervised ? state.phase : 'stopped' };
}

const hasEnded = (phase: ProcessPhase) => phase === 'done' || phase === 'failed';

/** Processes that outlived their supervisor. */
export function leftovers(observed: PlatformState): { name: string; process: ProcessIdentity }[] {
  if (observed.phase !== 'stopped') return [];
  return observed.processes.flatMap(({ name, process }) => (process === null ? [] : [{ name, process }]));
}
