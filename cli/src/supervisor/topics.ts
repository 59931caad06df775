import { allTopics, environments, newTopic, topics } from '@fairway/catalog';
import { Admin } from '@platformatic/kafka';

/** Creates the catalogue's missing topics; existing ones stay unchanged. */
export async function createMissingTopics(brokers: string): Promise<void> {
  const admin = new Admin({ clientId: 'fairway', bootstrapBrokers: [brokers] });
  try {
    const existing = new Set(await admin.listTopics());
    for (const topic of allTopics(topics))
      if (!existing.has(topic.name)) await admin.createTopics(newTopic(topic, environments.local.kafka));
  } finally {
    await admin.close();
  }
}
