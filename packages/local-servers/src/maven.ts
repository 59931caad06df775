import { FairwayError } from '@fairway/errors';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * Finds Maven on PATH without running it, which would take a second.
 * @throws FairwayError prerequisite_missing
 */
export async function findMaven(): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const command = join(folder, 'mvn');
    if (
      await access(command, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return command;
  }
  throw new FairwayError(
    'prerequisite_missing',
    'Maven (mvn) is needed once, to install Apache Kafka, and is not on PATH.',
    {
      hint: 'Debian, Ubuntu: sudo apt-get install maven · macOS: brew install maven.',
    },
  );
}
