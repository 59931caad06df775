import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findJava, type Java } from './java.js';
import { kafkaClassPath } from './kafka-java.js';
import { serverProperties } from './kafka-settings.js';
import { findMaven } from './maven.js';
import { processStartTime } from './process-identity.js';
import { runToEnd } from './readiness.js';
import type { Watchdog } from './watchdog.js';

const KAFKA_VERSION = '4.4.0';
const JMX_EXPORTER_VERSION = '1.0.1';
// Maximum time without output: Maven reports each file.
const DOWNLOAD_LIMIT_MS = 5 * 60_000;
const FORMAT_LIMIT_MS = 60_000;
const GRACE_MS = 2_000;
const WORK_SUFFIX = '.tmp';
// An arbitrary id (16 bytes in base64url); local brokers never meet.
const CLUSTER_ID = 'FairwayLocalRunKafka0A';
const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

// Another set of jars is another folder.
const installation = `${KAFKA_VERSION}-jmx-${JMX_EXPORTER_VERSION}`;

const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>fairway</groupId>
  <artifactId>local-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
    <dependency><groupId>io.prometheus.jmx</groupId><artifactId>jmx_prometheus_javaagent</artifactId><version>${JMX_EXPORTER_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Options of `ensureKafkaInstalled`. */
export interface KafkaInstallOptions {
  readonly watchdog: Watchdog;
  readonly onProgress?: (message: string) => void;
}

/** Folder of Kafka's jars for this user, shared by all clones: `$XDG_CACHE_HOME/fairway/kafka/<versions>`. */
export function kafkaInstallFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fairway', 'kafka', installation);
}

/** The agent that shows the broker's beans as metrics. */
export function jmxExporterJar(kafkaFolder: string): string {
  return join(kafkaFolder, 'libs', `jmx_prometheus_javaagent-${JMX_EXPORTER_VERSION}.jar`);
}

export async function isKafkaInstalled(): Promise<boolean> {
  return await access(kafkaInstallFolder()).then(
    () => true,
    () => false,
  );
}

/**
 * Installs Apache Kafka from Maven Central unless it is installed already. The folder appears complete or not at all,
 * and two concurrent installations both succeed.
 * @returns the folder, for `startKafka`
 * @throws FairwayError prerequisite_missing or failed
 */
export async function ensureKafkaInstalled({ watchdog, onProgress }: KafkaInstallOptions): Promise<string> {
  const folder = kafkaInstallFolder();
  if (await isKafkaInstalled()) return folder;
  const [java, maven] = await Promise.all([findJava(), findMaven()]);
  await removeAbandoned(folder);
  const workFolder = `${folder}.${process.pid}.${randomUUID()}${WORK_SUFFIX}`;
  await mkdir(workFolder, { recursive: true });
  try {
    onProgress?.(`downloading Apache Kafka ${KAFKA_VERSION} with Maven (43 MB, once)`);
    await download(maven, workFolder, watchdog);
    onProgress?.(`preparing Apache Kafka ${KAFKA_VERSION}`);
    await formatTemplate(java, workFolder, watchdog);
    await rename(workFolder, folder).catch(acceptIfAnotherWasFirst);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return folder;
}

async function download(maven: string, workFolder: string, watchdog: Watchdog): Promise<void> {
  await writeFile(join(workFolder, 'pom.xml'), POM);
  await runToEnd(
    {
      name: 'Maven',
      command: maven,
      args: [
        '--batch-mode',
        '--strict-checksums',
        COPY_DEPENDENCIES,
        '-DoutputDirectory=libs',
        '-DincludeScope=runtime',
      ],
      env: process.env,
      cwd: workFolder,
      logFile: join(workFolder, 'install.log'),
      graceMs: GRACE_MS,
      watchdog,
    },
    {
      ownTimeLimitMs: DOWNLOAD_LIMIT_MS,
      hint: 'Check the network; set a proxy or mirror in ~/.m2/settings.xml. Then start again.',
    },
  );
}

/** Formats an empty log once, for each new broker to copy: formatting takes a Java start, a second each time. */
async function formatTemplate(java: Java, workFolder: string, watchdog: Watchdog): Promise<void> {
  await writeFile(join(workFolder, 'format.properties'), serverProperties({ port: 9092, controllerPort: 9093 }));
  await runToEnd(
    {
      name: 'Kafka storage tool',
      command: java.command,
      args: [
        '-cp',
        await kafkaClassPath(workFolder),
        'kafka.tools.StorageTool',
        'format',
        '-t',
        CLUSTER_ID,
        '-c',
        'format.properties',
      ],
      env: { PATH: process.env['PATH'] },
      cwd: workFolder,
      logFile: join(workFolder, 'install.log'),
      graceMs: GRACE_MS,
      watchdog,
    },
    { ownTimeLimitMs: FORMAT_LIMIT_MS, hint: 'Check the free disk space, then start again.' },
  );
  await rename(join(workFolder, 'log'), join(workFolder, 'formatted-log'));
}

function acceptIfAnotherWasFirst(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}

/** Removes the work folders of killed installations. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith(WORK_SUFFIX)) continue;
    const pid = Number.parseInt(name.slice(basename(folder).length + 1), 10);
    if (processStartTime(pid) === undefined) await rm(join(parent, name), { recursive: true, force: true });
  }
}
