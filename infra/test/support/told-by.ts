import { FairwayError } from '@fairway/errors';

/** The failure of `work` as people see it: code, message and hint. */
export async function toldBy(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FairwayError) return `${error.code}: ${error.message}\n${error.hint}`;
    throw error;
  }
  throw new Error('It did not fail.');
}
