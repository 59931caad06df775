import type { Logger as OrmLogger } from 'typeorm';
import { logger } from '../telemetry/logger.js';

/**
 * TypeORM's messages in our log. Statements appear without their parameters, which are rows and therefore personal
 * data.
 */
export const typeormLogger: OrmLogger = {
  logQuery: (sql) => logger.trace({ sql }, 'statement'),
  // The caller of the statement gets the error too, and decides what it means.
  logQueryError: (error, sql) =>
    logger.debug({ err: error instanceof Error ? error : new Error(error), sql }, 'statement failed'),
  logQuerySlow: (durationMs, sql) => logger.warn({ durationMs, sql }, 'slow statement'),
  logSchemaBuild: (message) => logger.debug(message),
  logMigration: (message) => logger.debug(message),
  log: (level, message) => logger[level === 'warn' ? 'warn' : 'debug'](String(message)),
};
