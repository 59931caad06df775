import type { ClientOptions, ConsumerTiming } from './client-options.js';
import type { Kafka } from './kafka-port.js';
import { PlatformaticConsumer } from './platformatic-consumer.js';
import { PlatformaticProducer } from './platformatic-producer.js';

export interface KafkaOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  /** Shown in broker logs and quotas; the service's name. */
  readonly clientId: string;
  /** Absent for a broker in plaintext that asks nobody who they are: the local one. */
  readonly security?: KafkaSecurity;
  readonly timing?: Partial<ConsumerTiming>;
}

// A pod that is short of CPU misses heartbeats: Kafka's least, 6 s, made rebalances of which each caused the next.
const defaultTiming: ConsumerTiming = { sessionTimeoutMs: 20_000, partitionCheckMs: 30_000 };

/** TLS, and a bearer token (SASL OAUTHBEARER) that says who is calling. */
export interface KafkaSecurity {
  /** Asked at every connection, and again before the broker's session ends. */
  readonly token: () => Promise<string>;
  /** PEM of the authority that signed the brokers' certificates; absent for a public one. */
  readonly certificateAuthority?: string;
}

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
    // The name in SNI, and so the one that the certificate is checked against, is the broker's own.
    tlsServerName: true,
    sasl: { mechanism: 'OAUTHBEARER', token },
  };
}
