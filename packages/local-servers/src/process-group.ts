/**
 * Sends a signal to every process of the group that `leaderPid` leads. A group that no longer exists is not an error.
 */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  trySignal(-leaderPid, signal);
}

/** Sends a signal to one process. A process that no longer exists is not an error. */
export function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group that contains only zombies.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
