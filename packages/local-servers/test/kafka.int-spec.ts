import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ensureKafkaInstalled,
  freePorts,
  startKafka,
  topicsIn,
  type KafkaServer,
  type StartKafkaOptions,
} from '../src/index.js';
import { findJava } from '../src/java.js';
import { classArchivePath } from '../src/kafka-class-archive.js';
import { createScratch, type Scratch } from './scratch.js';

const FIRST_INSTALL_MS = 15 * 60_000;

let scratch: Scratch;
let kafkaFolder: string;
let broker: KafkaServer;
beforeAll(async () => {
  scratch = await createScratch();
  kafkaFolder = await ensureKafkaInstalled({ watchdog: scratch.watchdog });
  broker = await start();
}, FIRST_INSTALL_MS);
afterAll(() => scratch[Symbol.asyncDispose]());

async function start(overrides: Partial<StartKafkaOptions> = {}): Promise<KafkaServer> {
  const [port = 0, controllerPort = 0] = await freePorts(2);
  return await startKafka({
    kafkaFolder,
    dataFolder: join(scratch.folder, 'kafka'),
    logFile: join(scratch.folder, 'kafka.log'),
    port,
    controllerPort,
    watchdog: scratch.watchdog,
    ...overrides,
  });
}

const client = () => ({ clientId: 'test', bootstrapBrokers: [broker.bootstrapServer] });

async function produce(topic: string, value: string): Promise<void> {
  const producer = new Producer({ ...client(), serializers: stringSerializers });
  try {
    await producer.send({ messages: [{ topic, key: 'k', value }], acks: -1 });
  } finally {
    await producer.close();
  }
}

/** Waits for `count` values of a topic and returns all of them in order. */
async function consume(topic: string, count: number): Promise<string[]> {
  const consumer = new Consumer({
    ...client(),
    groupId: `group-${topic}`,
    groupProtocol: 'consumer',
    deserializers: stringDeserializers,
  });
  const values: string[] = [];
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
  for await (const message of stream) {
    values.push(message.value);
    if (values.length === count) break;
  }
  await consumer.close(true);
  return values;
}

test('topics can be created, written and read as soon as it is ready', async () => {
  const admin = new Admin(client());
  await admin.createTopics({ topics: ['orders'], partitions: 3, replicas: 1 });
  await admin.close();
  await produce('orders', 'first');
  expect(await consume('orders', 1)).toEqual(['first']);
});

test('its data folder shows which topics exist, also when it does not run', async () => {
  expect([...topicsIn(join(scratch.folder, 'kafka'))]).toEqual(
    expect.arrayContaining(['orders', '__consumer_offsets']),
  );
  expect(topicsIn(join(scratch.folder, 'kafka'))).not.toContain('unheard-of');
  expect(topicsIn(join(scratch.folder, 'never-used')).size).toBe(0);
});

test('does not create an undeclared topic on use', async () => {
  const admin = new Admin({ ...client(), retries: 0 });
  await expect(admin.metadata({ topics: ['unheard-of'], autocreateTopics: true })).rejects.toThrow();
  expect(await admin.listTopics()).not.toContain('unheard-of');
  await admin.close();
});

test('data survive a clean stop, and the ports may change', async () => {
  await broker.stop();
  expect(await broker.exited).toBe(143);
  broker = await start();
  await produce('orders', 'second');
  expect(await consume('orders', 2)).toEqual(['first', 'second']);
});

test('data survive a kill', async () => {
  process.kill(broker.pid, 'SIGKILL');
  expect(await broker.exited).toBe('SIGKILL');
  broker = await start();
  expect(await consume('orders', 2)).toEqual(['first', 'second']);
});

test('refuses a taken port and names the process', async () => {
  await expect(start({ port: broker.port, dataFolder: join(scratch.folder, 'other') })).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(
      new RegExp(`^Port ${broker.port}, which Kafka needs, is taken by pid ${broker.pid} \\(.*java`),
    ),
  });
});

test('refuses a folder that is in use or holds other data', async () => {
  await expect(start()).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining(`is in use by pid ${broker.pid} (`),
  });
  const foreign = join(scratch.folder, 'foreign');
  await mkdir(join(foreign, 'log'), { recursive: true });
  await writeFile(join(foreign, 'log', 'notes.txt'), 'precious');
  await expect(start({ dataFolder: foreign })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('has a log that is not formatted'),
  });
  expect(readFileSync(join(foreign, 'log', 'notes.txt'), 'utf8')).toBe('precious');
});

test.runIf(process.platform === 'linux')(
  'the class archive is created beside the first broker and used by later ones',
  async () => {
    const archive = await classArchivePath({ kafkaFolder, java: await findJava() });
    await expect.poll(() => existsSync(archive), { timeout: FIRST_INSTALL_MS, interval: 100 }).toBe(true);
    await broker.stop();
    broker = await start();
    expect(readFileSync(`/proc/${broker.pid}/maps`, 'utf8').includes(`${kafkaFolder}/classes-`)).toBe(true);
    expect(await broker.lastLogLines()).not.toContainEqual(expect.stringMatching(/\[cds\]|archive/i));
  },
  FIRST_INSTALL_MS,
);

test('the watchdog stops it cleanly', async () => {
  await scratch.watchdog.stop();
  expect(await broker.exited).toBe(143);
});
