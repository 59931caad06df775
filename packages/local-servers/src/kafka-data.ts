import { FairwayError } from '@fairway/errors';
import { existsSync, readdirSync } from 'node:fs';
import { access, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverProperties, type KafkaSettings } from './kafka-settings.js';
import { commandLine, describeProcess } from './process-identity.js';
import { processesIn } from './working-folder.js';

/**
 * Formats the data folder when it is new, and writes the settings of this start.
 * @throws FairwayError failed when the folder is in use or holds something else.
 */
export async function prepareKafkaData(
  dataFolder: string,
  kafkaFolder: string,
  settings: KafkaSettings,
): Promise<void> {
  await mkdir(dataFolder, { recursive: true });
  await assertNotInUse(dataFolder);
  const log = logOf(dataFolder);
  if (!(await exists(join(log, 'meta.properties')))) {
    const files = await readdir(log).catch(() => []);
    if (files.length > 0) {
      throw new FairwayError('failed', `The Kafka data folder ${dataFolder} has a log that is not formatted.`, {
        hint: 'Choose another folder, or remove it.',
      });
    }
    // Copied to a temporary name and renamed, so that a kill leaves either no log or a complete one.
    const newLog = join(dataFolder, 'log.new');
    await rm(newLog, { recursive: true, force: true });
    await cp(join(kafkaFolder, 'formatted-log'), newLog, { recursive: true });
    await rename(newLog, log);
  }
  await writeFile(join(dataFolder, 'server.properties'), serverProperties(settings));
}

/** The topics of a broker that has run with this data folder, Kafka's own included; none before its first start. */
export function topicsIn(dataFolder: string): ReadonlySet<string> {
  const log = logOf(dataFolder);
  const folders = existsSync(log) ? readdirSync(log) : [];
  // Each partition has a folder, such as `users-0`.
  return new Set(folders.flatMap((name) => name.match(/^(.+)-\d+$/)?.[1] ?? []));
}

const logOf = (dataFolder: string) => join(dataFolder, 'log');

/** A second broker would write to the metadata log of the first before it reaches Kafka's own lock. */
async function assertNotInUse(dataFolder: string): Promise<void> {
  const broker = (await processesIn(dataFolder)).find((pid) => commandLine(pid).includes('kafka.Kafka'));
  if (broker === undefined) return;
  throw new FairwayError('failed', `The Kafka data folder ${dataFolder} is in use by ${describeProcess(broker)}.`, {
    hint: 'Stop that broker first.',
  });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
