import { EventConsumer, inboxRetentionDays, inboxTables, type Kafka, pruneInbox } from '@fairway/messaging';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { DataSource, type EntityManager } from 'typeorm';
import type { ServiceEntry } from '../config/service-entry.js';
import { HourlyPruning } from '../database/hourly-pruning.js';
import { HealthRegistry } from '../health/health-registry.js';
import { logger } from '../telemetry/logger.js';
import { consumerDetail } from './consumer-health.js';
import { requireHandlersOf } from './declared-events.js';
import { handlersAmong } from './handles-event.js';
import { KAFKA } from './kafka.module.js';
import { tableCheck } from './table-check.js';

const ENTRY = Symbol('ServiceEntry');

/** Every service has it: a service that declares no event must not have a handler either. */
@Injectable()
class HandlerDiscovery implements OnModuleInit {
  handlers: ReturnType<typeof handlersAmong> = [];

  constructor(
    @Inject(ENTRY) private readonly entry: ServiceEntry,
    private readonly discovery: DiscoveryService,
  ) {}

  onModuleInit(): void {
    const provided = this.discovery
      .getProviders()
      .map(({ instance, host }) => ({ instance: instance as unknown, module: host?.name ?? 'a module' }));
    this.handlers = handlersAmong(provided);
    requireHandlersOf(
      this.entry.name,
      this.entry.consumes,
      this.handlers.map(({ event }) => event.type),
    );
  }
}

@Injectable()
class ConsumerLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  #consumer: EventConsumer<EntityManager> | undefined;

  constructor(
    @Inject(ENTRY) private readonly entry: ServiceEntry,
    private readonly discovery: HandlerDiscovery,
    private readonly database: DataSource,
    @Inject(KAFKA) private readonly kafka: Kafka,
    private readonly health: HealthRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const { name, consumes, topicOf } = this.entry;
    const consumer = new EventConsumer<EntityManager>({
      group: name,
      topics: [...new Set(consumes.map(topicOf))],
      handlers: this.discovery.handlers,
      database: this.database,
      kafka: this.kafka,
      logger,
    });
    const tablesExist = tableCheck(this.database, inboxTables);
    this.health.register({ name: 'events', check: () => tablesExist().then(() => consumerDetail(consumer.health)) });
    consumer.start();
    this.#consumer = consumer;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#consumer?.stop();
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

/**
 * Runs an `EventConsumer` with the service's handlers while the application runs. Needs `databaseModule` and
 * `kafkaModule`.
 */
export function consumerModule(entry: ServiceEntry): DynamicModule {
  return {
    module: ConsumerModule,
    imports: [DiscoveryModule],
    providers: [
      { provide: ENTRY, useValue: entry },
      HandlerDiscovery,
      ...(entry.consumes.length === 0 ? [] : [ConsumerLifecycle, InboxPruning]),
    ],
  };
}
