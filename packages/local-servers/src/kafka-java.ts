import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Kafka's jars, sorted. */
export async function kafkaJars(kafkaFolder: string): Promise<string[]> {
  const libs = join(kafkaFolder, 'libs');
  const jars = (await readdir(libs)).filter((name) => name.endsWith('.jar')).sort();
  return jars.map((jar) => join(libs, jar));
}

/** Lists the jars in order: a class-data archive fits only the class path it was created with. */
export async function kafkaClassPath(kafkaFolder: string): Promise<string> {
  return (await kafkaJars(kafkaFolder)).join(':');
}

/** Java's arguments for a broker whose working directory is its data folder. */
export async function brokerArgs(kafkaFolder: string, archiveFlags: readonly string[]): Promise<string[]> {
  return [
    '-Xmx256m',
    // Measured: with one collector thread and one compiler a broker starts with a third less CPU than with the
    // defaults.
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    '-XX:+ExitOnOutOfMemoryError',
    ...archiveFlags,
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    '-cp',
    await kafkaClassPath(kafkaFolder),
    'kafka.Kafka',
    'server.properties',
  ];
}
