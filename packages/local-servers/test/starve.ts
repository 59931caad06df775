/** Limits a process to a thirtieth of one processor, as on a very busy machine. */
export function starve(pid: number): Disposable & { end(): void } {
  const periodMs = 600;
  const runMs = 20;
  let resting: NodeJS.Timeout | undefined;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended.
    }
  };
  signal('SIGSTOP');
  const period = setInterval(() => {
    signal('SIGCONT');
    resting = setTimeout(() => signal('SIGSTOP'), runMs);
  }, periodMs);
  const end = () => {
    clearInterval(period);
    clearTimeout(resting);
    signal('SIGCONT');
  };
  return { end, [Symbol.dispose]: end };
}
