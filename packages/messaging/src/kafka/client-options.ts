import type { BaseOptions } from '@platformatic/kafka';

/** What each client of the broker is told. */
export type ClientOptions = Pick<
  BaseOptions,
  'bootstrapBrokers' | 'clientId' | 'autocreateTopics' | 'tls' | 'tlsServerName' | 'sasl'
>;

/** Tests shorten these. */
export interface ConsumerTiming {
  /** So long do the partitions of a member that was killed wait for another, unless its successor joins earlier. */
  readonly sessionTimeoutMs: number;
  /** How soon records on partitions that are added to a topic are read. */
  readonly partitionCheckMs: number;
}
