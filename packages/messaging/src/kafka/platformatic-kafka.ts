import { type BaseOptions, Consumer, type MessagesStream } from '@platformatic/kafka';
import type { Kafka, PartitionOffset, RecordConsumer, RecordListener } from './kafka-port.js';
import { PlatformaticProducer } from './platformatic-producer.js';

export interface KafkaOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  /** Shown in broker logs and quotas; the service's name. */
  readonly clientId: string;
  /** Absent for a broker in plaintext that asks nobody who they are: the local one. */
  readonly security?: KafkaSecurity;
}

/** TLS, and a bearer token (SASL OAUTHBEARER) that says who is calling. */
export interface KafkaSecurity {
  /** Asked at every connection, and again before the broker's session ends. */
  readonly token: () => Promise<string>;
  /** PEM of the authority that signed the brokers' certificates; absent for a public one. */
  readonly certificateAuthority?: string;
}

export function connectKafka({ brokers, clientId, security }: KafkaOptions): Kafka {
  const client: ClientOptions = {
    bootstrapBrokers: [...brokers],
    clientId,
    autocreateTopics: false,
    ...(security === undefined ? {} : secured(security)),
  };
  return {
    createProducer: () => new PlatformaticProducer(client),
    createConsumer: ({ group, topics }) => new PlatformaticConsumer(client, group, topics),
  };
}

export type ClientOptions = Pick<BaseOptions, 'bootstrapBrokers' | 'clientId' | 'autocreateTopics' | 'tls' | 'tlsServerName' | 'sasl'>;

function secured({ token, certificateAuthority }: KafkaSecurity): Pick<ClientOptions, 'tls' | 'tlsServerName' | 'sasl'> {
  return {
    tls: certificateAuthority === undefined ? {} : { ca: certificateAuthority },
    // The name in SNI, and so the one that the certificate is checked against, is the broker's own.
    tlsServerName: true,
    sasl: { mechanism: 'OAUTHBEARER', token },
  };
}

class PlatformaticConsumer implements RecordConsumer {
  readonly #consumer: Consumer;
  readonly #topics: readonly string[];
  #stream: MessagesStream<Buffer, Buffer, Buffer, Buffer> | undefined;
  #paused = false;
  #closed = false;

  constructor(client: ClientOptions, group: string, topics: readonly string[]) {
    this.#topics = topics;
    this.#consumer = new Consumer({
      ...client,
      groupId: group,
      autocommit: false,
      // Kafka's least: so long do the partitions of a member that was killed wait for another.
      sessionTimeout: 6_000,
      heartbeatInterval: 1_000,
      rebalanceTimeout: 15_000,
      maxWaitTime: 500,
      // Per fetch and per partition. A fetch is parsed whole, so with the client's default of 50 MB a consumer that met
      // a backlog of 300,000 records ran out of memory before it had handled one.
      maxBytes: 1_048_576,
      minBytes: 1,
    });
  }

  async start(listener: RecordListener): Promise<void> {
    // Tracked here, so that closing a stream does not end the subscription and make the group rebalance again.
    this.#consumer.topics.trackAll(...this.#topics);
    this.#consumer.on('consumer:group:join', () => void this.#openStream(listener));
    await this.#consumer.joinGroup();
  }

  /**
   * One stream per generation of the group. A stream that lives through a rebalance may still hold records of the old
   * assignment, and mix them with those that it reads again from the committed offset: a low-water mark over such a
   * mix could pass a record that nobody has handled.
   */
  async #openStream(listener: RecordListener): Promise<void> {
    const old = this.#stream;
    this.#stream = undefined;
    listener.assigned();
    try {
      const stream = await this.#consumer.consume({
        topics: [...this.#topics],
        mode: 'committed',
        fallbackMode: 'earliest',
        autocommit: false,
      });
      old?.destroy();
      if (this.#closed) {
        stream.destroy();
        return;
      }
      this.#stream = stream;
      stream.on('error', (error) => {
        if (this.#stream === stream) listener.failed(error);
      });
      stream.on('data', (message) => {
        if (this.#stream !== stream) return;
        listener.record({
          topic: message.topic,
          partition: message.partition,
          offset: message.offset,
          timestampMs: Number(message.timestamp),
          key: message.key ?? null,
          value: message.value ?? null,
          headers: message.headerEntries.map(([name, content]) => [name.toString(), content ?? null]),
        });
      });
      if (this.#paused) stream.pause();
    } catch (error) {
      if (!this.#closed) listener.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }

  pause(): void {
    this.#paused = true;
    this.#stream?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#stream?.resume();
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#consumer.commit({ offsets: offsets.map((offset) => ({ ...offset, leaderEpoch: -1 })) });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stream = undefined;
    await this.#consumer.close(true);
  }
}
