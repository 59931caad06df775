import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPrerequisites, ensureKafkaInstalled, freePorts, startKafka } from '../src/index.js';
import { kafkaInstallFolder } from '../src/kafka-install.js';
import { processStartTime } from '../src/process-identity.js';
import { createScratch, type Scratch } from './scratch.js';

// The real jars come from this user's cache. A script plays Maven, so that no test here needs the network.
const environment = { ...process.env };
let scratch: Scratch;
let realJars: string;
let programs: string;
beforeEach(async () => {
  scratch = await createScratch();
  realJars = join(await ensureKafkaInstalled({ watchdog: scratch.watchdog }), 'libs');
  programs = join(scratch.folder, 'bin');
  await mkdir(programs);
  process.env['XDG_CACHE_HOME'] = join(scratch.folder, 'cache');
  process.env['PATH'] = `${programs}:${environment['PATH']}`;
}, 15 * 60_000);
afterEach(async () => {
  process.env = { ...environment };
  await scratch[Symbol.asyncDispose]();
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(programs, name), 0o755);
}

const mavenThatWorks = () => program('mvn', `ln -s '${realJars}' libs`);
const install = (onProgress?: (message: string) => void) =>
  ensureKafkaInstalled({ watchdog: scratch.watchdog, ...(onProgress && { onProgress }) });
const cached = async () => await readdir(dirname(kafkaInstallFolder())).catch(() => []);

test('two concurrent installations both succeed and leave one complete folder', async () => {
  await mavenThatWorks();
  const progress: string[] = [];
  const folders = await Promise.all([install((message) => progress.push(message)), install()]);
  expect(folders).toEqual([kafkaInstallFolder(), kafkaInstallFolder()]);
  expect(await cached()).toEqual(['4.4.0-jmx-1.0.1']);
  expect(await readdir(join(kafkaInstallFolder(), 'formatted-log'))).toContain('meta.properties');
  expect(progress[0]).toContain('downloading Apache Kafka 4.4.0');
});

test('does not use Maven once it is installed, and removes only the leftovers of killed installations', async () => {
  await mavenThatWorks();
  const deadPid = 2 ** 22 + 1; // above the largest pid of Linux
  expect(processStartTime(deadPid)).toBeUndefined();
  const [left, inUse] = [`4.4.0-jmx-1.0.1.${deadPid}.x.tmp`, `4.4.0-jmx-1.0.1.${process.pid}.y.tmp`];
  for (const name of [left, inUse]) await mkdir(join(dirname(kafkaInstallFolder()), name), { recursive: true });
  await install();
  expect((await cached()).sort()).toEqual(['4.4.0-jmx-1.0.1', inUse]);

  await rm(join(programs, 'mvn'));
  expect((await checkPrerequisites()).find(({ id }) => id === 'maven')).toMatchObject({
    status: 'pass',
    message: expect.stringContaining('not needed'),
  });
  expect(await install()).toBe(kafkaInstallFolder());
});

test('a failed download is reported with its last lines and leaves nothing', async () => {
  await program('mvn', 'echo "[ERROR] Could not transfer artifact"; exit 1');
  await expect(install()).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(/^Maven ended with 1\./),
    cause: expect.stringContaining('Could not transfer artifact'),
    hint: expect.stringContaining('settings.xml'),
  });
  expect(await cached()).toEqual([]);
});

test('a broker that stops while its class archive is being created stops that work as well', async () => {
  await mavenThatWorks();
  const kafkaFolder = await install();
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const options = {
    kafkaFolder,
    port,
    controllerPort,
    dataFolder: join(scratch.folder, 'data'),
    logFile: join(scratch.folder, 'kafka.log'),
  };
  const broker = await startKafka({ ...options, watchdog: scratch.watchdog });
  const archives = async () => (await readdir(kafkaFolder)).filter((name) => name.startsWith('classes-'));
  await expect.poll(archives).toEqual([expect.stringMatching(/\.jsa\.tmp$/)]);
  const [workFolder = ''] = await archives();
  await expect.poll(() => existsSync(join(kafkaFolder, workFolder, 'broker.log'))).toBe(true);
  await broker.stop();
  expect(await archives()).toEqual([]);
});

test('each missing prerequisite is reported in one message that says how to get it', async () => {
  process.env['PATH'] = programs;
  delete process.env['JAVA_HOME'];
  await program('id', 'echo 65534');
  const failures = (await checkPrerequisites()).filter(({ status }) => status === 'fail');
  expect(failures).toEqual([
    {
      id: 'java',
      status: 'fail',
      message: expect.stringContaining('needs Java 17 or newer; no Java was found'),
      fix: expect.stringMatching(/apt-get.*brew/),
    },
    {
      id: 'maven',
      status: 'fail',
      message: expect.stringContaining('Maven'),
      fix: expect.stringMatching(/apt-get.*brew/),
    },
  ]);
  await expect(install()).rejects.toMatchObject({ code: 'prerequisite_missing' });
});

test('names a Java that is too old, and prefers JAVA_HOME over PATH', async () => {
  process.env['PATH'] = `${programs}:/usr/bin:/bin`;
  await program('java', 'echo \'openjdk version "11.0.2" 2019-01-15\' >&2');
  delete process.env['JAVA_HOME'];
  const java = async () => (await checkPrerequisites()).find(({ id }) => id === 'java');
  expect(await java()).toMatchObject({ status: 'fail', message: expect.stringContaining('java is version 11') });

  process.env['JAVA_HOME'] = scratch.folder; // with bin/java
  await program('java', 'echo \'openjdk version "21.0.2" 2024-01-15\' >&2');
  expect(await java()).toMatchObject({ status: 'pass', message: `Java 21 (${join(programs, 'java')})` });
});
