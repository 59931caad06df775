import type { DynamicModule, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { ConfigClass } from '../config/settings.js';
import { runMigrations } from '../database/migrations.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { configOrExit } from './config-or-exit.js';
import { rootModule } from './root-module.js';
import { runService } from './run-service.js';
import { type PlatformConfig, type ServiceEntry, settingsSchema } from '../config/service-entry.js';

export interface ServiceParts {
  /** Settings of its own, made by `settings`; those that follow from its entry need no mention. */
  readonly config?: ConfigClass;
  /** Of several that handle one event, the handlers run in the order of their modules. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** All of them, oldest first; the service starts only when the database has them. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
  /** Of every answer on the API's port, unless it says otherwise. */
  readonly answerHeaders?: AnswerHeaders;
}

export interface DefinedService {
  readonly migrations: readonly (new () => MigrationInterface)[];
  /**
   * The whole of `main.ts`. Exit codes: 0 after SIGTERM or SIGINT, 1 when the start fails, the service crashes or a stop
   * exceeds `SHUTDOWN_GRACE_MS`, 78 when settings are missing or wrong.
   */
  start(): Promise<void>;
  /**
   * The whole of `migrate.ts`: applies what is missing to the database of `DATABASE_URL`, prints each name as a JSON line,
   * and exits with 0, with 1 when a migration fails, with 78 when the setting is missing.
   */
  migrate(): Promise<void>;
}

/**
 * A service, in one place: its `service.ts`. From its entry in the catalogue follow its settings, the check of access
 * tokens, database, Kafka, outbox and consumer; ADR 41. Its entities are those of `TypeOrmModule.forFeature`, its
 * handlers the providers with `@HandlesEvent`.
 */
export function defineService(
  entry: ServiceEntry,
  { config: Config, modules, migrations = [], answerHeaders = {} }: ServiceParts,
): DefinedService {
  return {
    migrations,
    async start() {
      // The schema is made of the groups of the entry, so it has their values.
      const config = configOrExit(entry.name, settingsSchema(entry, Config)) as PlatformConfig;
      const root = rootModule({ entry, config, Config, modules, migrations });
      await runService({ name: entry.name, config, root, answerHeaders });
    },
    migrate: () => runMigrations(entry.name, [...migrations]),
  };
}
