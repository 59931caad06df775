import type { LoadOutcome } from '@fairway/catalog';
import type { Processing } from '../drain.js';

/** What takes requests at `domain.load.path` and processes them afterwards. */
export interface System extends Processing {
  readonly name: string;
  /** Of its public door. */
  readonly port: number;
  /** Every process that works for it, by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** Valid for the next load. */
  tokens(): Promise<readonly string[]>;
  /** What has become of everything that was ever sent. */
  outcome(): Promise<LoadOutcome>;
  /** Kills every process behind the gateway with SIGKILL, and starts them again. */
  crash(): Promise<void>;
}
