import type { LoggerService } from '@nestjs/common';
import { logger } from './logger.js';

/** Nest's own messages in our log. Nest's `log` level is start-up detail, so it becomes `debug`. */
export const nestLogger: LoggerService = {
  log: (message, ...rest) => logger.debug(fieldsOf(rest), String(message)),
  debug: (message, ...rest) => logger.debug(fieldsOf(rest), String(message)),
  verbose: (message, ...rest) => logger.trace(fieldsOf(rest), String(message)),
  warn: (message, ...rest) => logger.warn(fieldsOf(rest), String(message)),
  error: (message, ...rest) => logger.error({ ...fieldsOf(rest), ...errorOf(message, rest) }, String(message)),
  fatal: (message, ...rest) => logger.fatal({ ...fieldsOf(rest), ...errorOf(message, rest) }, String(message)),
};

// Nest passes the name of the logging class as the last parameter.
function fieldsOf(rest: readonly unknown[]): { context?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' ? { context: last } : {};
}

function errorOf(message: unknown, rest: readonly unknown[]): { err?: Error; stack?: string } {
  if (message instanceof Error) return { err: message };
  const [stack] = rest;
  return rest.length > 1 && typeof stack === 'string' ? { stack } : {};
}
