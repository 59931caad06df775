import type { ClientOptions, ConsumerTiming } from './client-options.js';
import type { Kafka } from './kafka-port.js';
import { PlatformaticConsumer } from './platformatic-consumer.js';
import { PlatformaticProducer } from './platformatic-producer.js';

/** Options of `connectKafka`. */
export interface KafkaOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  /** Shown in broker logs and quotas; the service's name. */
  readonly clientId: string;
  /** Absent for a plaintext broker without authentication: the local one. */
  readonly security?: KafkaSecurity;
  readonly timing?: Partial<ConsumerTiming>;
}

// A pod that is short of CPU misses heartbeats: with Kafka's minimum of 6 s, each rebalance caused the next one.
const defaultTiming: ConsumerTiming = { sessionTimeoutMs: 20_000, partitionCheckMs: 30_000 };

/** TLS, and a bearer token (SASL OAUTHBEARER) that identifies the caller. */
export interface KafkaSecurity {
  /** Called for every connection, and again before the broker's session ends. */
  readonly token: () => Promise<string>;
  /** PEM of the authority that signed the brokers' certificates; absent for a public one. */
  readonly certificateAuthority?: string;
}

/** Creates the Kafka client; it connects on first use. */
export function connectKafka({ brokers, clientId, security, timing }: KafkaOptions): Kafka {
  const client: ClientOptions = {
    bootstrapBrokers: [...brokers],
    clientId,
    autocreateTopics: false,
    ...(security === undefined ? {} : secured(security)),
  };
  return {
    createProducer: () => new PlatformaticProducer(client),
    createConsumer: ({ group, topics }) =>
      new PlatformaticConsumer(client, { group, topics, ...defaultTiming, ...timing }),
  };
}

function secured({
  token,
  certificateAuthority,
}: KafkaSecurity): Pick<ClientOptions, 'tls' | 'tlsServerName' | 'sasl'> {
  return {
    tls: certificateAuthority === undefined ? {} : { ca: certificateAuthority },
    // Sends the broker's own name as SNI; the certificate is checked against that name.
    tlsServerName: true,
    sasl: { mechanism: 'OAUTHBEARER', token },
  };
}
