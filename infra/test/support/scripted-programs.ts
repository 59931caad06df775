import { FairwayError } from '@fairway/errors';
import { type Outcome, type Programs } from '@fairway/infra';

/** A program's answer to a command line that contains `to`. The first match counts; a list answers successive calls. */
export interface Answer {
  readonly to: string;
  readonly with: Partial<Outcome> | readonly Partial<Outcome>[];
}

/** The answer to the last of these calls. */
function answerTo(calls: readonly string[], answers: readonly Answer[]): Outcome {
  const line = calls.at(-1) ?? '';
  const found = answers.find(({ to }) => line.includes(to));
  const inTurn = found === undefined ? [{}] : [found.with].flat();
  const earlier = calls.filter((call) => call === line).length - 1;
  return { exitCode: 0, stdout: '', stderr: '', ...inTurn[Math.min(earlier, inTurn.length - 1)] };
}

/** Fake programs that record their calls and answer as configured. */
export class ScriptedPrograms implements Programs {
  /** Command lines in the order in which they ran. */
  readonly calls: string[] = [];
  readonly #answers: readonly Answer[];
  readonly #missing: string | undefined;

  constructor(answers: readonly Answer[], missing?: string) {
    this.#answers = answers;
    this.#missing = missing;
  }

  readonly read: Programs['read'] = async (argv) => {
    if (argv[0] === this.#missing)
      throw new FairwayError('prerequisite_missing', `${argv[0]} is not on the PATH.`, { hint: 'Install it.' });
    this.calls.push(argv.join(' '));
    return await Promise.resolve(answerTo(this.calls, this.#answers));
  };

  readonly run: Programs['run'] = async (argv) => (await this.read(argv)).exitCode;
}
