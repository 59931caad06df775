import type { DynamicModule, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { ConfigClass } from '../config/settings.js';
import { runMigrations } from '../database/migrations.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { configOrExit } from './config-or-exit.js';
import { rootModule } from './root-module.js';
import { runService } from './run-service.js';
import { type PlatformConfig, type ServiceEntry, settingsSchema } from '../config/service-entry.js';

/** What a service adds to its catalogue entry. */
export interface ServiceParts {
  /**
   * The service's own settings, a class made by `settings`. Settings that follow from its catalogue entry are added.
   */
  readonly config?: ConfigClass;
  /** Modules in order. When several handlers take one event, they run in the order of their modules. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** All migrations, oldest first. The service starts only when the database has them. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** Headers of every answer on the API's port, unless a route sets its own. */
  readonly answerHeaders?: AnswerHeaders;
}

/** The programs of a service. */
export interface DefinedService {
  readonly migrations: readonly (new () => MigrationInterface)[];
  /**
   * All that `main.ts` does. Exit codes: 0 after SIGTERM or SIGINT; 1 when the start fails, the service crashes or a
   * stop exceeds `SHUTDOWN_GRACE_MS`; 78 when settings are missing or wrong.
   */
  start(): Promise<void>;
  /**
   * All that `migrate.ts` does: applies missing migrations to the database of `DATABASE_URL` and prints each name as a
   * JSON line. Exit codes: 0; 1 when a migration fails; 78 when the setting is missing.
   */
  migrate(): Promise<void>;
}

/**
 * Defines a service in one place, its `service.ts`. Its catalogue entry decides its settings, the check of access
 * tokens, database, Kafka, outbox and consumer (ADR 41). Its entities are those of `TypeOrmModule.forFeature`; its
 * event handlers are the providers with `@HandlesEvent`.
 */
export function defineService(
  entry: ServiceEntry,
  { config: Config, modules, migrations = [], answerHeaders = {} }: ServiceParts,
): DefinedService {
  return {
    migrations,
    async start() {
      // The schema is built from the entry's groups, so it has their values.
      const config = configOrExit(entry.name, settingsSchema(entry, Config)) as PlatformConfig;
      const root = rootModule({ entry, config, Config, modules, migrations });
      await runService({ name: entry.name, config, root, answerHeaders });
    },
    migrate: () => runMigrations(entry.name, [...migrations]),
  };
}
