/** Sends a signal to every process of the group that `leaderPid` leads; a group that is gone is no error. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  trySignal(-leaderPid, signal);
}

/** Sends a signal to one process; one that is gone is no error. */
export function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group of which only zombies are left.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
