import type { Outcome } from '../terraform/program.js';
import type { Argv } from './step.js';

/** How a teardown runs other programs. */
export interface Programs {
  /** Shows what the program prints, and returns its exit code. */
  run(argv: Argv): Promise<number>;
  /** For programs that only read: keeps what they print. @throws FairwayError prerequisite_missing */
  read(argv: Argv): Promise<Outcome>;
}
