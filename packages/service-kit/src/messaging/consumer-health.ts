import type { ConsumerHealth } from '@fairway/messaging';

/**
 * What the readiness says of a consumer: a type that is paused (ADR 23), dead letters that wait, records that were lost.
 * Details all of them, for the service can do the rest of its work: a service takes requests while no event is handled.
 */
export function consumerDetail({ paused, waiting, lostRecords }: ConsumerHealth): string | undefined {
  const details: string[] = [];
  if (paused.length > 0) {
    const types = paused.map(({ type, cause }) => `${type} (${cause})`).join(', ');
    details.push(
      `Too many events in a row failed, so the fault is not theirs: ${types}. They wait, and are tried again until one ` +
        `is handled. Fix the handler or roll it back; the first of them are on the dead-letter topic, to be replayed.`,
    );
  }
  if (lostRecords > 0) {
    details.push(
      `Kafka deleted ${lostRecords} records before they were read. The log says where; publish what they told again ` +
        `(\`./fairway help\` lists repairs).`,
    );
  }
  const places = waiting.map(({ topic, partition, count, cause }) => `${count} for ${topic}[${partition}] (${cause})`);
  if (places.length > 0) {
    details.push(
      `Dead letters cannot be written, and their keys wait: ${places.join(', ')}. Check that the topic exists and may be written.`,
    );
  }
  return details.length === 0 ? undefined : details.join(' ');
}
