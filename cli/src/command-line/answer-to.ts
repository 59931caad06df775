import { FairwayError } from '@fairway/errors';
import { createInterface } from 'node:readline/promises';

/**
 * Asks at the terminal. Questions come before anything is changed.
 * @throws FairwayError interrupted, at Ctrl-C, Ctrl-D or another request to stop
 */
export async function answerTo(question: string, stopping: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} `, { signal: stopping })).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ABORT_ERR') throw error;
    throw new FairwayError('interrupted', 'Nothing was changed: the question was not answered.', {
      hint: 'Run it again.',
    });
  } finally {
    terminal.close();
  }
}
