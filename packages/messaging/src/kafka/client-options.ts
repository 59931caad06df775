import type { BaseOptions } from '@platformatic/kafka';

/** Options of every client of the broker. */
export type ClientOptions = Pick<
  BaseOptions,
  'bootstrapBrokers' | 'clientId' | 'autocreateTopics' | 'tls' | 'tlsServerName' | 'sasl'
>;

/** Timing of a consumer; tests shorten it. */
export interface ConsumerTiming {
  /** After a kill, the member's partitions stay unassigned this long, unless its successor joins earlier. */
  readonly sessionTimeoutMs: number;
  /** Interval of the search for partitions that were added to a topic. */
  readonly partitionCheckMs: number;
}
