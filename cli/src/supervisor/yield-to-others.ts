import { setPriority } from 'node:os';

// Mild: at niceness 10 a worker gets a ninth of a share beside a compiler and drains a backlog ten times slower.
const niceness = 4;

/**
 * Lowers the priority of work that no request waits for, so that requests come first when the processors are busy. In a
 * cluster, CPU requests do this; on a laptop everything shares a few cores.
 * Without effect where Linux shares processors among sessions first (sched(7), autogroup), as most desktops do, because
 * each of our processes is its own session. The priority of the group stays unchanged: it would count against
 * everything else that the developer runs, so that a compiler would starve the worker.
 */
export function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // Either the process has ended, which is noticed elsewhere, or the system forbids it; then the process keeps its
    // full share.
  }
}
