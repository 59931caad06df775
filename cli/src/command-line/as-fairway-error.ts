import { FairwayError } from '@fairway/errors';

/**
 * Converts any thrown value to an error that can be printed. An unexpected one keeps its stack as the cause, for the
 * bug report.
 */
export function asFairwayError(thrown: unknown): FairwayError {
  if (thrown instanceof FairwayError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new FairwayError('failed', error.message, {
    cause: error.stack?.split('\n').slice(1, 4).join('\n').trim(),
    hint: 'This failure is unexpected. `./fairway doctor` may show the reason; please include its output in a bug report.',
  });
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
