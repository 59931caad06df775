import type { DynamicModule, Type } from '@nestjs/common';
import type { z } from 'zod';
import type { AnswerHeaders } from '../http/answer-headers.js';
import type { ServiceConfig, serviceEnv } from '../config/env-groups.js';
import { logger } from '../telemetry/logger.js';
import { configOrExit } from './config-or-exit.js';
import { Service } from './service.js';

export interface ServiceProgram<Shape extends typeof serviceEnv> {
  /** As in the catalogue. */
  readonly name: string;
  /** The schema of its settings: `z.object({ ...serviceEnv, ... })`. */
  readonly config: z.ZodObject<Shape>;
  readonly module: (config: z.output<z.ZodObject<Shape>>) => Type | DynamicModule;
  /** Of every answer on the API's port, unless it says otherwise. */
  readonly answerHeaders?: AnswerHeaders;
}

/**
 * The whole of a service's `main.ts`. Exit codes: 0 after SIGTERM or SIGINT, 1 when the start fails, the service
 * crashes or a stop exceeds `SHUTDOWN_GRACE_MS`, 78 when settings are missing or wrong.
 */
export async function startService<Shape extends typeof serviceEnv>(program: ServiceProgram<Shape>): Promise<void> {
  const config = configOrExit(program.name, program.config) as z.output<z.ZodObject<Shape>> & ServiceConfig;
  const service = new Service({ ...program, config });
  let stopping = false;
  const stop = (exitCode: 0 | 1, reason: string) => {
    // Ctrl-C in a terminal reaches the supervisor and the service: a second signal must not stop the stopping.
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    void stopAndExit(service, exitCode, config.SHUTDOWN_GRACE_MS);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => stop(0, signal));
  }
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'an error that nobody caught');
    stop(1, 'crash');
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  try {
    await service.start();
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

async function stopAndExit(service: Pick<Service<ServiceConfig>, 'stop'>, exitCode: 0 | 1, graceMs: number): Promise<void> {
  setTimeout(() => {
    logger.error({ graceMs }, 'the stop took longer than SHUTDOWN_GRACE_MS; exiting with work undone');
    process.exit(1);
  }, graceMs);
  try {
    await service.stop();
    logger.info('stopped');
    process.exit(exitCode);
  } catch (error) {
    logger.fatal({ err: error }, 'the stop failed');
    process.exit(1);
  }
}
