import type { Outcome } from '../terraform/program.js';
import type { Argv } from './step.js';

/** How a teardown runs other programs. */
export interface Programs {
  /** Shows the program's output and returns its exit code. */
  run(argv: Argv): Promise<number>;
  /** For programs that only read: returns their output. @throws FairwayError prerequisite_missing */
  read(argv: Argv): Promise<Outcome>;
}
