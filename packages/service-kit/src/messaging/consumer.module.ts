import { EventConsumer, type EventHandler, type Kafka, OutboxRelay, pruneInbox } from '@fairway/messaging';
import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { logger } from '../telemetry/logger.js';
import { KAFKA } from './kafka.module.js';

export interface ConsumerModuleOptions {
  /** Consumer group: the service's name. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Modules that export the handlers. */
  readonly imports: readonly Type[];
  /** Handler classes; those of one event type run in this order, in one transaction. */
  readonly handlers: readonly Type<EventHandler<EventHandler['event'], EntityManager>>[];
}

// Longer than any topic keeps its records: an event cannot come again after its inbox row is gone.
const inboxRetentionDays = 30;
const pruneIntervalMs = 60 * 60 * 1000;
const pruneBatchSize = 5_000;

@Injectable()
class ConsumerLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #consumer: EventConsumer<EntityManager>;
  readonly #database: DataSource;
  #pruning: NodeJS.Timeout | undefined;

  constructor(consumer: EventConsumer<EntityManager>, database: DataSource) {
    this.#consumer = consumer;
    this.#database = database;
  }

  onApplicationBootstrap(): void {
    this.#consumer.start();
    this.#pruning = setInterval(() => void this.#prune(), pruneIntervalMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#pruning);
    await this.#consumer.stop();
  }

  async #prune(): Promise<void> {
    try {
      let deleted: number;
      do {
        deleted = await this.#database.transaction((manager) => pruneInbox(manager, inboxRetentionDays, pruneBatchSize));
      } while (deleted === pruneBatchSize);
    } catch (error) {
      logger.warn({ err: error }, 'old inbox rows not deleted, trying again in an hour');
    }
  }
}

@Module({})
class ConsumerModule {}

/**
 * Runs an `EventConsumer` for the life of the application. Needs `databaseModule` and `kafkaModule`,
 * and wakes the relay of `outboxModule` where there is one.
 */
export function consumerModule({ group, topics, imports, handlers }: ConsumerModuleOptions): DynamicModule {
  return {
    module: ConsumerModule,
    imports: [...imports],
    providers: [
      {
        provide: EventConsumer,
        inject: [DataSource, KAFKA, { token: OutboxRelay, optional: true }, ...handlers],
        useFactory: (
          database: DataSource,
          kafka: Kafka,
          relay: OutboxRelay | undefined,
          ...instances: EventHandler<EventHandler['event'], EntityManager>[]
        ) =>
          new EventConsumer<EntityManager>({
            group,
            topics,
            handlers: instances,
            database,
            kafka,
            logger,
            onCommitted: () => relay?.wake(),
          }),
      },
      ConsumerLifecycle,
    ],
  };
}
