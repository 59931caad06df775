import { FairwayError } from '@fairway/errors';

/** Any thrown value as an error to print; an unforeseen one keeps its stack as the cause, for the bug report. */
export function asFairwayError(thrown: unknown): FairwayError {
  if (thrown instanceof FairwayError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new FairwayError('failed', error.message, {
    cause: error.stack?.split('\n').slice(1, 4).join('\n').trim(),
    hint: 'This is not a foreseen failure; `./fairway doctor` may show why, and its output belongs into a bug report.',
  });
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
