const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// npm forwards the Ctrl-C that the terminal has already sent to its children: one key press, two signals.
const sameKeyPressMs = 300;
const parentPollMs = 250;

export interface Stop {
  readonly stopping: AbortSignal;
  readonly forced: AbortSignal;
}

/**
 * Turns signals, and the end of the npm that started this process, into a request to stop, and the second one into a
 * forced end.
 */
export function watchForStop(npmPid: number | undefined): Stop {
  const stop = new AbortController();
  const force = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = () => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      stop.abort();
    } else if (nowMs - firstAtMs > sameKeyPressMs) {
      force.abort();
    }
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  if (npmPid !== undefined) stopWithParent(npmPid, () => stop.abort());
  return { stopping: stop.signal, forced: force.signal };
}

/** `kill -9` of npm leaves its child running; the child then gets another parent. */
function stopWithParent(parentPid: number, onGone: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onGone();
  }, parentPollMs);
  timer.unref();
}
