import { readFileSync } from 'node:fs';
import { FairwayError } from '@fairway/errors';

/** Reads the file that the user named. */
export function readNamedFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new FairwayError('not_found', `The file ${path} cannot be read.`, {
      cause: error instanceof Error ? error.message : undefined,
      hint: 'Correct the path, or leave it out to read the defaults.',
    });
  }
}

/** The lines that a program prints before it ends. Any other error is a defect and needs its stack. */
export function linesFor(error: unknown): string[] {
  if (!(error instanceof FairwayError)) throw error;
  const { message, cause, hint } = error;
  return [message, ...(cause === undefined ? [] : [`Cause: ${cause}`]), hint];
}
