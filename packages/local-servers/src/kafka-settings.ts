export interface KafkaSettings {
  readonly port: number;
  readonly controllerPort: number;
  /** A second listener with TLS that asks clients for a bearer token, as MSK does. */
  readonly secured?: SecuredListener;
}

/** A listener with TLS and bearer tokens. */
export interface SecuredListener {
  readonly port: number;
  /** PKCS12 with the broker's key and certificate. */
  readonly keystore: { readonly path: string; readonly password: string };
}

/**
 * Settings of one combined broker and controller. Written at each start, so that ports may change and newer settings
 * apply to existing data. Paths are relative to the data folder, which is the working directory.
 */
export function serverProperties({ port, controllerPort, secured }: KafkaSettings): string {
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    // Voters are in the configuration, because the metadata log would keep the port of the first start.
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: [
      `PLAINTEXT://127.0.0.1:${port}`,
      `CONTROLLER://127.0.0.1:${controllerPort}`,
      ...securedAddress(secured),
    ].join(','),
    'advertised.listeners': [`PLAINTEXT://127.0.0.1:${port}`, ...securedAddress(secured)].join(','),
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': 'log',
    // As in the cluster: an undeclared topic must fail here too.
    'auto.create.topics.enable': false,

    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,

    // After a kill the broker waits for its previous session to end: 9 s by default.
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 500,
    // Records without content, twice a second by default, which tell other controllers that this one is there.
    'metadata.max.idle.interval.ms': 0,
    // Rebalances take a heartbeat, 5 s by default; a killed consumer keeps its partitions for a session, 45 s by
    // default.
    'group.initial.rebalance.delay.ms': 0,
    'group.consumer.heartbeat.interval.ms': 1_000,
    'group.consumer.min.heartbeat.interval.ms': 500,
    'group.consumer.session.timeout.ms': 6_000,
    'group.consumer.min.session.timeout.ms': 6_000,

    // Sized for a laptop: the defaults are 3, 8 and 10 threads, and a cleaner that takes half of the heap.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...securedProperties(secured),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const securedAddress = (secured: SecuredListener | undefined) =>
  secured === undefined ? [] : [`SASL_SSL://127.0.0.1:${secured.port}`];

function securedProperties(secured: SecuredListener | undefined): Record<string, string> {
  if (secured === undefined) return {};
  return {
    'sasl.enabled.mechanisms': 'OAUTHBEARER',
    // Without a configured validator Kafka accepts unsigned tokens and checks only their subject and dates: sufficient
    // for tests only.
    'listener.name.sasl_ssl.oauthbearer.sasl.jaas.config':
      'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': secured.keystore.path,
    'ssl.keystore.password': secured.keystore.password,
    'ssl.key.password': secured.keystore.password,
  };
}
