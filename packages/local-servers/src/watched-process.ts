/** A process group that must not outlive its owner. One line of JSON on the watchdog's standard input. */
export interface WatchedProcess {
  /** Leader of its own process group. */
  readonly pid: number;
  /** See `processStartTime`: because of it a recycled pid is never signalled. */
  readonly startTime: string;
  /** The leader's stop signal; what remains of the group after `graceMs` is killed. */
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}
