import { allTopics, environments, topics } from '@fairway/catalog';
import { Admin } from '@platformatic/kafka';

/** Creates the catalogue's missing topics; existing ones stay unchanged. */
export async function createMissingTopics(brokers: string): Promise<void> {
  const admin = new Admin({ clientId: 'fairway', bootstrapBrokers: [brokers] });
  try {
    const existing = new Set(await admin.listTopics());
    const { replicationFactor, minInsyncReplicas } = environments.local.kafka;
    for (const { name, partitions, retentionMs } of allTopics(topics)) {
      if (existing.has(name)) continue;
      await admin.createTopics({
        topics: [name],
        partitions,
        replicas: replicationFactor,
        configs: [
          { name: 'retention.ms', value: String(retentionMs) },
          { name: 'min.insync.replicas', value: String(minInsyncReplicas) },
        ],
      });
    }
  } finally {
    await admin.close();
  }
}
