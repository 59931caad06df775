import { type Environment, type KafkaTopic, newTopic } from '@fairway/catalog';
import { Admin } from '@platformatic/kafka';

/**
 * Creates missing topics, and adds partitions to those that have fewer than declared. It deletes nothing and can run at
 * any time.
 * @returns what it changed, one sentence each
 */
export async function createTopics(
  brokers: readonly string[],
  declared: readonly KafkaTopic[],
  kafka: Environment['kafka'],
): Promise<string[]> {
  const admin = new Admin({ clientId: 'kafka-topics', bootstrapBrokers: [...brokers] });
  const changes: string[] = [];
  try {
    const existing = new Set(await admin.listTopics());
    const known = declared.map(({ name }) => name).filter((name) => existing.has(name));
    const metadata = await admin.metadata({ topics: known, forceUpdate: true });
    for (const topic of declared) {
      const { name, partitions } = topic;
      const present = metadata.topics.get(name)?.partitionsCount;
      if (present === undefined) {
        await admin.createTopics(newTopic(topic, kafka));
        changes.push(`created the topic ${name} with ${partitions} partitions`);
      } else if (present < partitions) {
        await admin.createPartitions({ topics: [{ name, count: partitions }] });
        changes.push(`the topic ${name} has ${partitions} partitions now; it had ${present}`);
      }
    }
  } finally {
    await admin.close();
  }
  return changes;
}
