import { Admin } from '@platformatic/kafka';

export interface DeclaredTopic {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

export interface Replication {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
}

/**
 * Creates missing topics, and adds partitions to those that have fewer than declared. It deletes nothing and can run at
 * any time.
 * @returns what it changed, one sentence each
 */
export async function createTopics(
  brokers: readonly string[],
  declared: readonly DeclaredTopic[],
  { replicationFactor, minInsyncReplicas }: Replication,
): Promise<string[]> {
  const admin = new Admin({ clientId: 'kafka-topics', bootstrapBrokers: [...brokers] });
  const changes: string[] = [];
  try {
    const existing = new Set(await admin.listTopics());
    const known = declared.map(({ name }) => name).filter((name) => existing.has(name));
    const metadata = await admin.metadata({ topics: known, forceUpdate: true });
    for (const { name, partitions, retentionMs } of declared) {
      const present = metadata.topics.get(name)?.partitionsCount;
      if (present === undefined) {
        await admin.createTopics({
          topics: [name],
          partitions,
          replicas: replicationFactor,
          configs: [
            { name: 'retention.ms', value: String(retentionMs) },
            { name: 'min.insync.replicas', value: String(minInsyncReplicas) },
          ],
        });
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
