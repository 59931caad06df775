import type { z } from 'zod';
import { ConfigError } from '../config/config-error.js';
import { loadConfig } from '../config/load-config.js';

/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
const configExitCode = 78;

/** The settings of a program; when some are missing or wrong it prints them as plain text and ends the process. */
export function configOrExit<Schema extends z.ZodObject>(service: string, schema: Schema): z.output<Schema> {
  try {
    return loadConfig(service, schema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(configExitCode);
  }
}
