import { setPriority } from 'node:os';

// Mild: at 10 a worker gets a ninth of a share beside a compiler, and drains a backlog ten times slower.
const niceness = 4;

/**
 * Lets work that no request waits for give way to requests when the processors are full. In a cluster that is what CPU
 * requests are for; on a laptop everything shares a few cores.
 *
 * Where Linux shares processors among sessions first (sched(7), autogroup), as most desktops do, it has no effect: each
 * of our processes is a session. The group itself stays as it is, because its niceness would count against everything
 * else that the developer runs, and a compiler would starve the worker.
 */
export function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, which is noticed elsewhere, or this system forbids it; then it only takes its full share.
  }
}
