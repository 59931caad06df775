import { type Kafka, Outbox, OutboxRelay, outboxTables } from '@fairway/messaging';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ServiceEntry } from '../config/service-entry.js';
import { AfterCommit } from '../database/after-commit.js';
import { HealthRegistry } from '../health/health-registry.js';
import { gaugesReadOnScrape } from '../metrics/gauges-read-on-scrape.js';
import { logger } from '../telemetry/logger.js';
import { KAFKA } from './kafka.module.js';
import { outboxReadiness } from './outbox-health.js';
import { tableCheck } from './table-check.js';

@Injectable()
class RelayLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly database: DataSource,
    private readonly health: HealthRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const tablesExist = tableCheck(this.database, outboxTables);
    this.health.register({
      name: 'outbox',
      check: () => tablesExist().then(() => outboxReadiness(this.relay.failure)),
    });
    gaugesReadOnScrape(
      {
        outbox_oldest_seconds: 'Age of the oldest event in the outbox that is not published yet; 0 when there is none',
      },
      async () => ({ outbox_oldest_seconds: await this.relay.oldestSeconds() }),
    );
    this.relay.start();
  }

  // Runs after the consumers, which stop in onModuleDestroy, so the events of their last transactions are still
  // published.
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}

@Module({})
class OutboxModule {}

/** Provides an `Outbox` and runs its relay. Needs `databaseModule` and `kafkaModule`. */
export function outboxModule({ name, topicOf, produces }: ServiceEntry): DynamicModule {
  return {
    module: OutboxModule,
    global: true,
    providers: [
      {
        provide: Outbox,
        inject: [AfterCommit, OutboxRelay],
        useFactory: (commits: AfterCommit, relay: OutboxRelay) =>
          new Outbox({
            source: name,
            topicOf,
            produces,
            waking: { relay, afterCommit: (manager, wake) => commits.call(manager, wake) },
          }),
      },
      {
        provide: OutboxRelay,
        inject: [DataSource, KAFKA],
        useFactory: (database: DataSource, kafka: Kafka) => new OutboxRelay({ database, kafka, logger }),
      },
      RelayLifecycle,
    ],
    exports: [Outbox],
  };
}
