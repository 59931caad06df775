import { Admin } from '@platformatic/kafka';
import { eventually } from './eventually.js';

/** Resolves when the broker knows the topics; the controller answers before that. */
export async function createTopics(broker: string, names: readonly string[], partitions: number): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker] });
  await admin.createTopics({ topics: [...names], partitions, replicas: 1 });
  await eventually(async () => {
    const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
    return names.every((name) => topics.get(name)?.partitionsCount === partitions);
  });
  await admin.close();
}
