// group-member.mjs imports this file without a build: hence the extension below and the package's name.
import { connectKafka, type ConsumerTiming, type Kafka } from '@fairway/messaging';
import { connectKafkaJs } from './kafkajs-kafka.ts';

interface KafkaUnderTest {
  readonly name: string;
  readonly connect: (broker: string, timing: ConsumerTiming) => Kafka;
}

const clients: readonly KafkaUnderTest[] = [
  {
    name: '@platformatic/kafka',
    connect: (broker, timing) => connectKafka({ brokers: [broker], timing, clientId: 'test' }),
  },
  { name: 'kafkajs', connect: connectKafkaJs },
];

const wanted = process.env['FAIRWAY_KAFKA_CLIENT'] ?? '@platformatic/kafka';
const found = clients.find(({ name }) => name === wanted);
if (found === undefined)
  throw new Error(
    `FAIRWAY_KAFKA_CLIENT is "${wanted}"; the clients are ${clients.map(({ name }) => name).join(', ')}.`,
  );

/** The client that the services use, unless FAIRWAY_KAFKA_CLIENT names another. */
export const kafkaUnderTest = found;
