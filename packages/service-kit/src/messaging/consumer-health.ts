import type { DeadLetterHealth } from '@fairway/messaging';

/**
 * Readiness of a consumer. A type that is paused (ADR 23) makes the service not ready: a rollout that broke a handler
 * stops at its first pod. Dead letters that wait hold up their keys only, and are a detail.
 * @throws Error when a type is paused
 */
export function consumerReadiness({ paused, waiting }: DeadLetterHealth): string | undefined {
  if (paused.length > 0) {
    const types = paused.map(({ type, cause }) => `${type} (${cause})`).join(', ');
    throw new Error(
      `Too many events in a row failed, so the fault is not theirs: ${types}. They wait, and are tried again until one ` +
        `is handled. Fix the handler or roll it back; the first of them are on the dead-letter topic, to be replayed.`,
    );
  }
  if (waiting.length === 0) return undefined;
  const places = waiting.map(({ topic, partition, count, cause }) => `${count} for ${topic}[${partition}] (${cause})`);
  return `Dead letters cannot be written, and their keys wait: ${places.join(', ')}. Check that the topic exists and may be written.`;
}
