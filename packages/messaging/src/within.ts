/**
 * Waits for work, but not longer than `ms`: in a shutdown a peer that is frozen answers to no goodbye, and the process
 * has other things to end in good order. How the work ends is not told.
 */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(deadline.resolve, ms);
  await Promise.race([work, deadline.promise]).catch(() => undefined);
  clearTimeout(timer);
}
