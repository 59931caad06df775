import {
  type AfterDeadLetter,
  EventConsumer,
  type EventHandler,
  inboxRetentionDays,
  inboxTables,
  type Kafka,
  pruneInbox,
} from '@fairway/messaging';
import {
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { HourlyPruning } from '../database/hourly-pruning.js';
import { HealthRegistry } from '../health/health-registry.js';
import { logger } from '../telemetry/logger.js';
import { consumerDetail } from './consumer-health.js';
import { requireHandlersOf } from './declared-events.js';
import { KAFKA } from './kafka.module.js';
import { tableCheck } from './table-check.js';

export interface ConsumerModuleOptions {
  /** Consumer group: the service's name. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Events that the service handles, as the catalogue has them. */
  readonly consumes: readonly string[];
  /** Modules that export the handlers. */
  readonly imports: readonly Type[];
  /** Handler classes; those of one event type run in this order, in one transaction. */
  readonly handlers: readonly Type<EventHandler<EventHandler['event'], EntityManager>>[];
  /** See `EventConsumerOptions`; `overtake` when absent. */
  readonly afterDeadLetter?: AfterDeadLetter;
}

@Injectable()
class ConsumerLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly consumer: EventConsumer<EntityManager>,
    private readonly database: DataSource,
    private readonly health: HealthRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const tablesExist = tableCheck(this.database, inboxTables);
    this.health.register({ name: 'events', check: () => tablesExist().then(() => consumerDetail(this.consumer.health)) });
    this.consumer.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.consumer.stop();
  }
}

@Injectable()
class InboxPruning extends HourlyPruning {
  constructor(database: DataSource) {
    super('old inbox rows', (limit) =>
      database.transaction((manager) => pruneInbox(manager, inboxRetentionDays, limit)),
    );
  }
}

@Module({})
class ConsumerModule {}

/** Runs an `EventConsumer` for the life of the application. Needs `databaseModule` and `kafkaModule`. */
export function consumerModule({ group, topics, consumes, imports, handlers, ...options }: ConsumerModuleOptions): DynamicModule {
  return {
    module: ConsumerModule,
    imports: [...imports],
    providers: [
      {
        provide: EventConsumer,
        inject: [DataSource, KAFKA, ...handlers],
        useFactory: (
          database: DataSource,
          kafka: Kafka,
          ...instances: EventHandler<EventHandler['event'], EntityManager>[]
        ) => {
          requireHandlersOf(group, consumes, instances.map(({ event }) => event.type));
          return new EventConsumer<EntityManager>({
            group,
            topics,
            handlers: instances,
            database,
            kafka,
            logger,
            ...options,
          });
        },
      },
      ConsumerLifecycle,
      InboxPruning,
    ],
  };
}
