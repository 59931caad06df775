import { readFileSync } from 'node:fs';

/**
 * proc_pid_stat(5) from field 3 on, of a process or a thread on Linux; undefined when it has ended. Field 2 is the
 * command in parentheses, which may itself contain spaces and parentheses, so fields are counted from its end.
 */
export function procStat(path: string): string[] | undefined {
  try {
    const stat = readFileSync(path, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
