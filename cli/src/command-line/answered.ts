import { FairwayError } from '@fairway/errors';

const limitMs = 10_000;

/** Rejects when no answer comes in time: a server that is stopped or cut off neither answers nor refuses. */
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

/** For the reading part of a command that stops itself: nothing is to be ended in good order yet. */
export async function unlessStopped<Result>(stopping: AbortSignal, work: Promise<Result>): Promise<Result> {
  const stopped = Promise.withResolvers<never>();
  const stop = () =>
    stopped.reject(new FairwayError('interrupted', 'Interrupted before anything was done.', { hint: 'Run it again.' }));
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}
