import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { procStat } from './proc-stat.js';

const COMMAND_MAX_LENGTH = 100;

/**
 * Start time of process `pid`, as an opaque text; undefined when it does not exist or is only a zombie. A pid alone may
 * be recycled; pid and start time together identify one process. Synchronous, so that a child can be identified before
 * other code runs.
 */
export function processStartTime(pid: number): string | undefined {
  const { startTime, state } = process.platform === 'linux' ? readProcStat(pid) : askPs(pid);
  return state.startsWith('Z') ? undefined : startTime;
}

/**
 * The pid of a process's parent; 1, or that of another reaper, once the parent is dead; 0 when the process itself is
 * gone.
 */
export function parentPid(pid: number): number {
  return (process.platform === 'linux' ? readProcStat(pid) : askPs(pid)).parentPid;
}

/** `pid 123 (java -Xmx256m ...)`, for error messages; the command is shortened, and put on one line. */
export function describeProcess(pid: number): string {
  const command = commandLine(pid).replaceAll(/\s+/g, ' ');
  const short = command.length > COMMAND_MAX_LENGTH ? `${command.slice(0, COMMAND_MAX_LENGTH)}...` : command;
  return short === '' ? `pid ${pid}` : `pid ${pid} (${short})`;
}

/** The command line of process `pid`; empty when it is gone or hidden. */
export function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : ps(pid, 'command=');
  } catch {
    return '';
  }
}

interface ProcessState {
  readonly startTime: string | undefined;
  readonly state: string;
  readonly parentPid: number;
}

const NO_PROCESS: ProcessState = { startTime: undefined, state: '', parentPid: 0 };

function readProcStat(pid: number): ProcessState {
  const fields = procStat(`/proc/${pid}/stat`);
  return fields === undefined
    ? NO_PROCESS
    : { startTime: fields[19], state: fields[0] ?? '', parentPid: Number(fields[1]) };
}

function askPs(pid: number): ProcessState {
  try {
    const [state = '', parent, ...startTime] = ps(pid, 'state=,ppid=,lstart=').split(/\s+/);
    return { startTime: startTime.join(' '), state, parentPid: Number(parent) };
  } catch {
    return NO_PROCESS;
  }
}

function ps(pid: number, columns: string): string {
  return execFileSync('ps', ['-o', columns, '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
