import type { ConsumerHealth } from '@fairway/messaging';

/**
 * Readiness of a consumer. A type that is paused (ADR 23) makes the service not ready: a rollout that broke a handler
 * stops at its first pod. Dead letters that wait hold up their keys only, and are a detail.
 * @throws Error when a type is paused
 */
export function consumerReadiness({ paused, waiting, lostRecords }: ConsumerHealth): string | undefined {
  if (paused.length > 0) {
    const types = paused.map(({ type, cause }) => `${type} (${cause})`).join(', ');
    throw new Error(
      `Too many events in a row failed, so the fault is not theirs: ${types}. They wait, and are tried again until one ` +
        `is handled. Fix the handler or roll it back; the first of them are on the dead-letter topic, to be replayed.`,
    );
  }
  const details: string[] = [];
  if (lostRecords > 0) {
    details.push(
      `Kafka deleted ${lostRecords} records before they were read. The log says where; publish what they told again ` +
        `with \`./fairway orders republish\`.`,
    );
  }
  const places = waiting.map(({ topic, partition, count, cause }) => `${count} for ${topic}[${partition}] (${cause})`);
  if (places.length > 0) {
    details.push(`Dead letters cannot be written, and their keys wait: ${places.join(', ')}. Check that the topic exists and may be written.`);
  }
  return details.length === 0 ? undefined : details.join(' ');
}
