// Creates the topics of the catalogue in the Kafka of the local environment, at KAFKA_BROKERS. On AWS Terraform does it.
import { allTopics, environments, topics } from '@fairway/catalog';
import { createTopics } from './create-topics.js';

const brokers = process.env['KAFKA_BROKERS'];
if (!brokers) {
  process.stderr.write('KAFKA_BROKERS must be set.\n');
  process.exit(1);
}
const changes = await createTopics(brokers.split(','), allTopics(topics), environments.local.kafka);
process.stdout.write(`${(changes.length === 0 ? ['nothing to change'] : changes).join('\n')}\n`);
