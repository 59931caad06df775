// The usual consumer: KafkaJS eachMessage, find then save by TypeORM.
import { Kafka, logLevel } from 'kafkajs';
import { DataSource, EntitySchema } from 'typeorm';

const { DATABASE_URL, BROKER, TOPIC } = process.env;
const Effect = new EntitySchema({
  name: 'effects',
  columns: { id: { type: 'uuid', primary: true }, n: { type: 'bigint' } },
});
const database = await new DataSource({ type: 'postgres', url: DATABASE_URL, entities: [Effect] }).initialize();
const effects = database.getRepository(Effect);
const consumer = new Kafka({ brokers: [BROKER], logLevel: logLevel.ERROR }).consumer({ groupId: TOPIC });
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const id = message.headers.ce_id.toString();
    const { n } = JSON.parse(message.value.toString());
    if (!(await effects.findOneBy({ id }))) await effects.save({ id, n });
  },
});
