import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { LocalServerError } from './local-server-error.js';

/**
 * Finds Maven on PATH; it is not run, that would take a second.
 * @throws LocalServerError PREREQUISITE_MISSING
 */
export async function findMaven(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const command = join(folder, 'mvn');
    if (await access(command, constants.X_OK).then(() => true, () => false)) return command;
  }
  throw new LocalServerError(
    'PREREQUISITE_MISSING',
    'Maven (mvn) is needed once, to install Apache Kafka, and is not on PATH.',
    'Debian, Ubuntu: sudo apt-get install maven · macOS: brew install maven.',
  );
}
