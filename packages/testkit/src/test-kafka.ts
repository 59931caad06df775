import { freePorts, type KafkaServer, startKafka, type StartKafkaOptions } from '@fairway/local-servers';
import { connectKafka, type IncomingRecord, type Kafka, type OutgoingRecord } from '@fairway/messaging';
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka';
import { createTopics } from './create-topics.js';
import { eventually } from './eventually.js';
import { TopicFollower } from './topic-follower.js';

/** Kafka's minimum session, so that a test does not wait long for the partitions of a member that is gone. */
const shortTiming = { sessionTimeoutMs: 6_000, partitionCheckMs: 1_000 };

type StartOptions = Omit<StartKafkaOptions, 'port' | 'controllerPort'>;

/** A Kafka for one test file. It can be stopped and started again on the same data. */
export class TestKafka {
  readonly #options: StartKafkaOptions;
  readonly #closing: (() => Promise<void>)[] = [];
  #server: KafkaServer;

  private constructor(options: StartKafkaOptions, server: KafkaServer) {
    this.#options = options;
    this.#server = server;
  }

  static async start(options: StartOptions): Promise<TestKafka> {
    const [port = 0, controllerPort = 0] = await freePorts(2);
    const full = { ...options, port, controllerPort };
    return new TestKafka(full, await startKafka(full));
  }

  get bootstrapServer(): string {
    return this.#server.bootstrapServer;
  }

  connect(): Kafka {
    return connectKafka({ brokers: [this.bootstrapServer], clientId: 'test', timing: shortTiming });
  }

  /** Resolves when the broker knows the topics. */
  async createTopics(names: readonly string[], partitions = 3): Promise<void> {
    await createTopics(this.bootstrapServer, names, partitions);
  }

  /** Resolves when the broker has forgotten the topics as well: a record that it accepted before that would be lost. */
  async deleteTopics(names: readonly string[]): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    await admin.deleteTopics({ topics: [...names] });
    for (const name of names) {
      await eventually(() =>
        admin.metadata({ topics: [name], forceUpdate: true, retries: 0 }).then(
          () => false,
          () => true,
        ),
      );
    }
    await admin.close();
  }

  async addPartitions(topic: string, count: number): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    await admin.createPartitions({ topics: [{ name: topic, count }] });
    await admin.close();
  }

  /** Deletes the records below the offset, as retention does. */
  async deleteRecords(topic: string, partition: number, offset: bigint): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    await admin.deleteRecords({ topics: [{ name: topic, partitions: [{ partition, offset }] }] });
    await admin.close();
  }

  /** The offset of the next record of each partition. */
  async endOffsets(topic: string, partitions = 3): Promise<bigint[]> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    const indexes = Array.from({ length: partitions }, (_, index) => index);
    const [found] = await admin.listOffsets({
      topics: [{ name: topic, partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp: -1n })) }],
    });
    await admin.close();
    return indexes.map((index) => found?.partitions.find((entry) => entry.partitionIndex === index)?.offset ?? -1n);
  }

  async setTopicConfig(topic: string, name: string, value: string): Promise<void> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    const configs = [{ name, configOperation: IncrementalAlterConfigOperationTypes.SET, value }];
    await admin.incrementalAlterConfigs({
      resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs }],
    });
    await admin.close();
  }

  async produce(records: readonly OutgoingRecord[]): Promise<void> {
    const producer = this.connect().createProducer();
    await eventually(() =>
      producer.send(records).then(
        () => true,
        (error: Error) => {
          // A broker that has just started has no ids for producers yet, and has taken no record.
          if (error.message.startsWith('initProducerId')) return false;
          throw error;
        },
      ),
    );
    await producer.close();
  }

  /** Collects all existing and future records of a topic. */
  async follow(topic: string): Promise<readonly IncomingRecord[]> {
    const follower = new TopicFollower(this.connect(), topic);
    this.#closing.push(() => follower.stop());
    await follower.start();
    return follower.records;
  }

  /** The group's committed offset of each partition; -1 where there is none. */
  async committedOffsets(group: string, topic: string, partitions = 3): Promise<bigint[]> {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [this.bootstrapServer] });
    const partitionIndexes = Array.from({ length: partitions }, (_, index) => index);
    const groups = await admin.listConsumerGroupOffsets({
      groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes }] }],
    });
    await admin.close();
    const found = groups[0]?.topics[0]?.partitions ?? [];
    return partitionIndexes.map(
      (index) => found.find((entry) => entry.partitionIndex === index)?.committedOffset ?? -1n,
    );
  }

  /** Connections stay open but get no answer until `thaw`. */
  freeze(): void {
    process.kill(this.#server.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.#server.pid, 'SIGCONT');
  }

  async shutDown(): Promise<void> {
    await this.#server.stop();
  }

  async restart(): Promise<void> {
    this.#server = await startKafka(this.#options);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#closing.map((close) => close().catch(() => undefined)));
    await this.#server.stop();
  }
}
