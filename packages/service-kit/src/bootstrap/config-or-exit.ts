import type { z } from 'zod';
import { ConfigError } from '../config/config-error.js';
import { loadConfig } from '../config/load-config.js';

/** EX_CONFIG of sysexits.h: a supervisor need not retry. */
const configExitCode = 78;

/** Reads the settings of a program. When some are missing or wrong, prints them as plain text and exits. */
export function configOrExit<Schema extends z.ZodObject>(service: string, schema: Schema): z.output<Schema> {
  try {
    return loadConfig(service, schema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(configExitCode);
  }
}
