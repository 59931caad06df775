import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Java } from './java.js';
import { prepareKafkaData } from './kafka-data.js';
import { brokerArgs, kafkaJars } from './kafka-java.js';
import { brokerServes } from './kafka-readiness.js';
import { freePorts } from './ports.js';
import { trySignal } from './process-group.js';
import { untilReady } from './readiness.js';
import { spawnServer } from './server-process.js';
import type { Watchdog } from './watchdog.js';

const READY_LIMIT_MS = 5 * 60_000;
const STOPPED_BY_SIGTERM = 143;
const ABANDONED_AFTER_MS = 10 * 60_000;

export interface ClassArchiveOptions {
  readonly kafkaFolder: string;
  readonly java: Java;
  readonly watchdog: Watchdog;
}

/**
 * Java's archive of Kafka's loaded classes (class-data sharing, 50 MB): with it a broker is ready in half the time with
 * half the CPU. It fits only one build of Java and the same jars, hence the hash.
 */
export async function classArchivePath({
  kafkaFolder,
  java,
}: Pick<ClassArchiveOptions, 'kafkaFolder' | 'java'>): Promise<string> {
  const hash = createHash('sha256').update(java.build);
  for (const jar of await kafkaJars(kafkaFolder)) hash.update(`${jar} ${(await stat(jar)).mtimeMs}`);
  return join(kafkaFolder, `classes-${hash.digest('hex').slice(0, 12)}.jsa`);
}

/**
 * Creates the archive in the background, once per user: starts a temporary broker of the lowest priority, which writes
 * its loaded classes when it stops (about 8 s). Never fails: without an archive Kafka only starts slower. Ends early
 * when `signal` aborts.
 */
export async function createClassArchive(
  archive: string,
  options: ClassArchiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const workFolder = `${archive}.tmp`;
  if (!(await claim(workFolder).catch(() => false))) return;
  try {
    const recorded = await recordClasses(options, workFolder, signal);
    await rename(recorded, archive);
  } catch {
    // The next start tries again.
  } finally {
    await rm(workFolder, { recursive: true, force: true }).catch(() => {});
  }
}

/** The work folder is also the lock: of many processes that start Kafka at once, only one creates the archive. */
async function claim(workFolder: string): Promise<boolean> {
  const madeAtMs = (await stat(workFolder).catch(() => undefined))?.mtimeMs ?? Infinity;
  if (madeAtMs < Date.now() - ABANDONED_AFTER_MS) await rm(workFolder, { recursive: true, force: true });
  return await mkdir(workFolder).then(
    () => true,
    () => false,
  );
}

async function recordClasses(
  { kafkaFolder, java, watchdog }: ClassArchiveOptions,
  workFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const recorded = join(workFolder, 'classes.jsa');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  await prepareKafkaData(workFolder, kafkaFolder, { port, controllerPort });
  const broker = await spawnServer({
    name: 'Kafka (recording its classes)',
    command: 'nice',
    args: ['-n', '19', java.command, ...(await brokerArgs(kafkaFolder, [`-XX:ArchiveClassesAtExit=${recorded}`]))],
    env: { PATH: process.env['PATH'] },
    cwd: workFolder,
    logFile: join(workFolder, 'broker.log'),
    // If its owner stops, no archive is needed; only the clean end below writes it.
    stopSignal: 'SIGKILL',
    graceMs: 0,
    watchdog,
  });
  const cancel = () => void broker.stop();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  await untilReady(broker, { isReady: () => brokerServes(port), ownTimeLimitMs: READY_LIMIT_MS, hint: '' });
  trySignal(broker.pid, 'SIGTERM');
  const outcome = await broker.exited;
  signal.removeEventListener('abort', cancel);
  if (outcome !== STOPPED_BY_SIGTERM) throw new Error(`The archive is incomplete: ${outcome}.`);
  return recorded;
}
