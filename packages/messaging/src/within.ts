/**
 * Waits for work, but at most `ms`: in a shutdown a frozen peer answers no goodbye, and the process has other work to
 * finish. The outcome of the work is not reported.
 */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(deadline.resolve, ms);
  await Promise.race([work, deadline.promise]).catch(() => undefined);
  clearTimeout(timer);
}
