import { logger } from '../telemetry/logger.js';
import { Service, type ServiceDefinition } from './service.js';

/**
 * Runs a service until a signal, a crash or a failed start ends the process. `DefinedService.start` lists the exit
 * codes.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const service = new Service(definition);
  let stopping = false;
  const stop = (exitCode: 0 | 1, reason: string) => {
    // Ctrl-C in a terminal reaches the supervisor and the service; a second signal must not interrupt the stop.
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    void stopAndExit(service, exitCode, definition.config.SHUTDOWN_GRACE_MS);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => stop(0, signal));
  }
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'an uncaught error');
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

async function stopAndExit(service: Service, exitCode: 0 | 1, graceMs: number): Promise<void> {
  setTimeout(() => {
    logger.error({ graceMs }, 'the stop took longer than SHUTDOWN_GRACE_MS; exiting with unfinished work');
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
