import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

// Mild: at 10 a worker gets a ninth of a share beside a compiler, and drains a backlog ten times slower.
const niceness = 4;

/**
 * Lets work that nobody waits for give way to requests when the processors are full. In a cluster that is what CPU
 * requests are for; on a laptop everything shares a few cores.
 */
export function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, niceness);
    // Where Linux groups processes by session (sched(7), autogroup), niceness counts only inside of the group, and each
    // of our processes is a session of its own: the group must be nice, too.
    const autogroup = `/proc/${pid}/autogroup`;
    if (existsSync(autogroup)) writeFileSync(autogroup, String(niceness));
  } catch {
    // It has ended already, which is noticed elsewhere, or this system forbids it; then it only takes its full share.
  }
}
