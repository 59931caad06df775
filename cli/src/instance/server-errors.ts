import { FairwayError } from '@fairway/errors';
import { messageOf } from '../command-line/as-fairway-error.js';

/**
 * For work with the servers of an instance. A driver's errors name neither the server nor a way out, so this adds both.
 */
export async function explainServerErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FairwayError) throw error;
    throw new FairwayError('failed', 'Kafka or a database failed.', {
      cause: messageOf(error),
      hint: 'Check `./fairway status`: everything in the instance must be ready. Then run this again.',
    });
  }
}
