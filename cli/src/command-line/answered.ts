import { FairwayError } from '@fairway/errors';

const limitMs = 10_000;

/** Rejects when the answer takes too long. A server that is frozen or cut off neither answers nor refuses. */
export async function answered<Result>(server: 'Kafka' | 'PostgreSQL', answer: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${server} does not answer within ${limitMs / 1_000} s.`)),
    limitMs,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** For the reading phase of a command with `stopsItself`: there is nothing to stop in order yet. */
export async function unlessStopped<Result>(stopping: AbortSignal, work: Promise<Result>): Promise<Result> {
  const stopped = Promise.withResolvers<never>();
  const stop = () =>
    stopped.reject(
      new FairwayError('interrupted', 'Interrupted before anything was changed.', { hint: 'Run it again.' }),
    );
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
