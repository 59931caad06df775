// pg-transactional-outbox as its documentation sets it up: its polling listener, and each message sent by KafkaJS.
// With "setup" as an argument it creates its table and ends.
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { DatabaseSetup, getDisabledLogger, initializePollingMessageListener } from 'pg-transactional-outbox';

const { DATABASE_URL, BROKER } = process.env;
const { username: role } = new URL(DATABASE_URL);
const table = 'pto_outbox';
const nextMessages = 'next_outbox_messages';

if (process.argv[2] === 'setup') {
  const config = {
    outboxOrInbox: 'outbox',
    database: 'postgres',
    schema: 'public',
    table,
    listenerRole: role,
    handlerRole: role,
    nextMessagesName: nextMessages,
    nextMessagesSchema: 'public',
  };
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  for (const step of ['dropAndCreateTable', 'createPollingFunction', 'setupPollingIndexes'])
    await client.query(DatabaseSetup[step](config));
  await client.end();
} else {
  const producer = new Kafka({ brokers: [BROKER], logLevel: logLevel.ERROR }).producer();
  await producer.connect();
  initializePollingMessageListener(
    {
      outboxOrInbox: 'outbox',
      dbListenerConfig: { connectionString: DATABASE_URL },
      settings: {
        dbSchema: 'public',
        dbTable: table,
        nextMessagesFunctionName: nextMessages,
        nextMessagesBatchSize: 100,
        nextMessagesPollingIntervalInMs: 20,
        enableMaxAttemptsProtection: false,
        enablePoisonousMessageProtection: false,
      },
    },
    {
      handle: ({ id, aggregateType, aggregateId, messageType, payload }) =>
        producer.send({
          topic: aggregateType,
          acks: -1,
          messages: [
            { key: aggregateId, value: JSON.stringify(payload), headers: { ce_id: id, ce_type: messageType } },
          ],
        }),
    },
    getDisabledLogger(),
  );
}
