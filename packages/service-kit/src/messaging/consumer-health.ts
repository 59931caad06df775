import type { ConsumerHealth } from '@fairway/messaging';

/**
 * Readiness details of a consumer: paused types (ADR 23), waiting dead letters, lost records. They do not make the
 * service unready: it takes requests while no event is handled.
 */
export function consumerDetail({ paused, waiting, lostRecords }: ConsumerHealth): string | undefined {
  const details: string[] = [];
  if (paused.length > 0) {
    const types = paused.map(({ type, cause }) => `${type} (${cause})`).join(', ');
    details.push(
      `Too many consecutive events failed, so the handler is at fault, not the events: ${types}. They wait and are retried until one ` +
        `succeeds. Fix the handler or roll it back; the first of them are on the dead-letter topic and can be replayed.`,
    );
  }
  if (lostRecords > 0) {
    details.push(
      `Kafka deleted ${lostRecords} records before they were read. The log says where; publish their content again ` +
        `(\`./fairway help\` lists repairs).`,
    );
  }
  const places = waiting.map(({ topic, partition, count, cause }) => `${count} for ${topic}[${partition}] (${cause})`);
  if (places.length > 0) {
    details.push(
      `Dead letters cannot be written, so their keys wait: ${places.join(', ')}. Check that the topic exists and is writable.`,
    );
  }
  return details.length === 0 ? undefined : details.join(' ');
}
