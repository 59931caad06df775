import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When process `pid` started, as an opaque text; undefined when there is no such process, or it is only a zombie. A pid
 * alone may be a recycled one; pid and start time together name one process.
 */
export function processStartTime(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? readProcStat(pid) : askPs(pid);
  } catch {
    return undefined;
  }
}

function readProcStat(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Field 2 is the command in parentheses and may itself hold spaces and parentheses: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function askPs(pid: number): string | undefined {
  const output = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [state, ...startTime] = output.trim().split(/\s+/);
  return state?.startsWith('Z') === true ? undefined : startTime.join(' ');
}
