import { FairwayError } from '@fairway/errors';
import { messageOf } from '../command-line/as-fairway-error.js';

/** For work with the servers of an instance: what a driver throws names no server and no way out, so this does. */
export async function explainServerErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FairwayError) throw error;
    throw new FairwayError('failed', 'Kafka or a database did not do its part.', {
      cause: messageOf(error),
      hint: 'See `./fairway status`: all of the instance must be ready. Then run it again.',
    });
  }
}
