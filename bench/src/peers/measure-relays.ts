import { type ServerProcess, withPostgres } from '@fairway/local-servers';
import { cpuSeconds, microsPerRequest } from '../cpu-time.js';
import { percentile } from '../load.js';
import { peakMemoryMb } from '../memory.js';
import type { BenchmarkOptions } from '../throughput.js';
import { createTopics, eventually } from '@fairway/testkit';
import { partitions, RecordCount } from './record-count.js';
import { installPeers } from './packages.js';
import { crash, settled } from './program.js';
import { ArrivalTimes, insertAtRate } from './row-latency.js';
import { type Relay, relaysOn } from './relays.js';
import { byProcess, type Figures, type Report } from '../report.js';
import { type Servers, withServers } from './servers.js';

const rounds = 3;
const ratesPerSecond = [200, 500];
const crashRows = 20_000;
const quietMs = 30_000;
// Each count costs Kafka a little, too.
const poll = { everyMs: 50 };
// The JVM and V8 compile during the first rows, and batches grow.
const warmUpShare = 0.2;

/** The relay beside Debezium and pg-transactional-outbox: a backlog, a steady stream, and a crash. */
export async function measureRelays(report: Report, { seconds }: BenchmarkOptions): Promise<void> {
  installPeers();
  await withServers(async (servers) => {
    const relays = relaysOn(servers);
    for (let round = 0; round < rounds; round += 1) {
      for (const relay of round % 2 === 0 ? relays : relays.toReversed()) {
        await relay.setUp();
        const running = await measureBacklog(report, servers, relay);
        for (const perSecond of ratesPerSecond)
          report.add(
            `rows, ${perSecond}/s`,
            relay.name,
            await measureStream(servers, running, relay, { perSecond, seconds }),
          );
        await running.stop();
      }
    }
    for (const relay of relays) {
      await relay.setUp();
      report.add('rows, one kill -9', relay.name, await measureCrash(servers, relay));
    }
  });
}

const pidsOf = ({ postgres, kafka }: Servers, relay: ServerProcess) => ({
  relay: relay.pid,
  postgres: postgres.pid,
  kafka: kafka.pid,
});

const costs = (before: Record<string, number>, after: Record<string, number>, rows: number): Figures =>
  byProcess(microsPerRequest(before, after, rows), 'us', { sum: 'us a row' });

/** Rows that wait when the relay starts. Returns the running relay. */
async function measureBacklog(report: Report, servers: Servers, relay: Relay): Promise<ServerProcess> {
  const topic = await newTopic(servers, relay);
  await fill(servers, relay, topic, relay.backlog);
  const count = new RecordCount(servers.kafka.bootstrapServer, topic);
  const startMs = performance.now();
  const running = await relay.start();
  const pids = pidsOf(servers, running);
  await eventually(async () => (await count.read()) > 0, poll);
  const firstMs = performance.now();
  await eventually(async () => (await count.read()) >= relay.backlog * warmUpShare, poll);
  const [before, warmMs, warm] = [cpuSeconds(pids), performance.now(), await count.read()];
  await settled(() => count.read(), relay.backlog, { quietMs });
  const [after, endMs] = [cpuSeconds(pids), performance.now()];
  await count.close();
  const rows = relay.backlog - warm;
  report.add('rows, backlog', relay.name, {
    ...costs(before, after, rows),
    'rows a second': (rows / (endMs - warmMs)) * 1_000,
    'start to first record, ms': firstMs - startMs,
    'peak MB of the relay': peakMemoryMb(running.pid),
  });
  return running;
}

/** Rows that another process commits, one by one. The relay is not woken by it. */
async function measureStream(
  servers: Servers,
  running: ServerProcess,
  relay: Relay,
  load: { perSecond: number; seconds: number },
): Promise<Figures> {
  const topic = await newTopic(servers, relay);
  const arrivals = await ArrivalTimes.follow(servers.kafka.bootstrapServer, topic);
  const pids = pidsOf(servers, running);
  const before = cpuSeconds(pids);
  const statement = relay.insert(topic, '(SELECT $1::integer AS n) AS one');
  const committedMs = await insertAtRate(servers.postgres.url(), statement, load);
  await settled(async () => arrivals.distinct, committedMs.size, { quietMs });
  const after = cpuSeconds(pids);
  const latencies = arrivals.latenciesMs(committedMs, committedMs.size * warmUpShare);
  await arrivals.stop();
  return {
    'p50 from commit to record, ms': percentile(latencies, 0.5),
    'p99 from commit to record, ms': percentile(latencies, 0.99),
    ...costs(before, after, committedMs.size),
    lost: committedMs.size - arrivals.distinct,
    'peak MB of the relay': peakMemoryMb(running.pid),
  };
}

/** A kill in the middle of a backlog, and a start after it. */
async function measureCrash(servers: Servers, relay: Relay): Promise<Figures> {
  const rows = Math.min(crashRows, relay.backlog);
  const topic = await newTopic(servers, relay);
  const arrivals = await ArrivalTimes.follow(servers.kafka.bootstrapServer, topic);
  const first = await relay.start();
  await fill(servers, relay, topic, rows);
  await eventually(() => arrivals.distinct >= rows * warmUpShare, poll);
  await crash(first);
  const second = await relay.start();
  const distinct = await settled(async () => arrivals.distinct, rows, { quietMs });
  const doubled = arrivals.records - distinct;
  await arrivals.stop();
  await second.stop();
  return { rows, lost: rows - distinct, doubled };
}

async function newTopic({ kafka }: Servers, relay: Relay): Promise<string> {
  const topic = `relay.${relay.name}.${Date.now()}`;
  await createTopics(kafka.bootstrapServer, [topic], partitions);
  return topic;
}

async function fill({ postgres }: Servers, relay: Relay, topic: string, rows: number): Promise<void> {
  await withPostgres(postgres.url(), async (client) => {
    for (let first = 1; first <= rows; first += 1_000)
      await client.query(relay.insert(topic, `generate_series(${first}, ${Math.min(rows, first + 999)}) AS n`));
    await client.query('CHECKPOINT');
  });
}
