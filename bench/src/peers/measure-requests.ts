import { domain } from '@fairway/domain';
import { freePorts, startWatchdog, type Watchdog, withPostgres } from '@fairway/local-servers';
import { services } from '@fairway/catalog';
import { eventually } from '@fairway/testkit';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds, microsPerRequest } from '../cpu-time.js';
import { drain } from '../drain.js';
import { type LoadResult, sendAsFastAsPossible, sendAtRate } from '../load.js';
import { memoryMb } from '../memory.js';
import { Platform } from '../platform.js';
import type { BenchmarkOptions } from '../throughput.js';
import { NaiveSystem } from './naive.js';
import { installPeers, peersFolder } from './packages.js';
import { settled, startProgram } from './program.js';
import { answers, byProcess, type Figures, type Report } from '../report.js';
import type { System } from './system.js';

const rounds = 3;
const ratePerSecond = 100;
// So many that some are always on their way.
const crashRatePerSecond = 300;
const idleSeconds = 10;
// KafkaJS gets the partitions of a killed member back after its session of 30 s.
const quietMs = 45_000;

const { plural } = domain.entity;
const atSaturation = `${plural} as fast as they are taken`;
const atRate = `${plural}, ${ratePerSecond}/s`;

/** The platform beside the naive system and a ceiling, interleaved, on one PostgreSQL and one Kafka. */
export async function measureRequests(report: Report, { seconds, connections }: BenchmarkOptions): Promise<void> {
  installPeers();
  const watchdog = await startWatchdog();
  const platform = await Platform.start();
  try {
    await platform.signUp(16);
    const systems = [fairway(platform), await NaiveSystem.start(platform, watchdog)];
    const ceiling = await startCeiling(platform, watchdog);
    for (const system of systems) await measure(system, (tokens) => saturate(system.port, tokens, 5));
    for (const system of systems) {
      const before = cpuSeconds(system.pids);
      await delay(idleSeconds * 1_000);
      const perSecond = microsPerRequest(before, cpuSeconds(system.pids), idleSeconds);
      report.add('idle', system.name, byProcess(perSecond, 'ms of CPU a second', { divisor: 1_000 }));
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const system of round % 2 === 0 ? systems : systems.toReversed()) {
        const load = { perSecond: ratePerSecond, seconds, connections };
        report.add(atRate, system.name, await measure(system, (tokens) => sendAtRate(system.port, tokens, load)));
        const saturation = await measure(system, (tokens) => saturate(system.port, tokens, seconds));
        report.add(atSaturation, system.name, saturation);
      }
      report.add(`${plural}, ceiling`, 'bare Fastify, one statement', await measureCeiling(ceiling, seconds));
    }
    for (const system of systems)
      report.add(`${plural}, one kill -9`, system.name, await measureCrash(system, connections));
  } finally {
    await platform.stop();
    await watchdog.stop();
  }

  function saturate(port: number, tokens: readonly string[], duration: number): Promise<LoadResult> {
    return sendAsFastAsPossible(port, tokens, { connections, seconds: duration });
  }

  async function measureCeiling({ port, pids }: Pick<System, 'port' | 'pids'>, duration: number): Promise<Figures> {
    const before = cpuSeconds(pids);
    const result = await saturate(port, ['none'], duration);
    return { ...byProcess(microsPerRequest(before, cpuSeconds(pids), result.accepted), 'us'), ...answers(result) };
  }
}

function fairway(platform: Platform): System {
  // Those that a crash of one node could take: every service that consumes or publishes.
  const behindTheGateway = Object.entries(services)
    .filter(([, { produces, consumes }]) => produces.length > 0 || consumes.length > 0)
    .map(([name]) => name);
  return {
    name: 'Fairway',
    port: platform.port,
    get pids() {
      return platform.pids;
    },
    tokens: () => platform.tokens(),
    processed: () => platform.processed(),
    outcome: () => platform.outcome(),
    async crash() {
      await platform.readProcesses();
      const killed = behindTheGateway.flatMap((name) => platform.pids[name] ?? []);
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      // The supervisor starts them again.
      await eventually(async () => {
        await platform.readProcesses();
        const now = behindTheGateway.map((name) => platform.pids[name]);
        return now.every((pid) => pid !== undefined && !killed.includes(pid));
      });
    },
  };
}

/** The cost of a load, until everything it sent is processed. */
async function measure(system: System, load: (tokens: readonly string[]) => Promise<LoadResult>): Promise<Figures> {
  const tokens = await system.tokens();
  const { pids } = system;
  const earlier = await system.processed();
  const before = cpuSeconds(pids);
  const startMs = performance.now();
  const result = await load(tokens);
  const memory = memoryMb(pids);
  await drain(system, earlier + result.accepted);
  const seconds = (performance.now() - startMs) / 1_000;
  const micros = microsPerRequest(before, cpuSeconds(pids), result.accepted);
  return {
    ...byProcess(micros, 'us'),
    'per CPU second': 1e6 / sum(micros),
    ...answers(result),
    'processed a second': result.accepted / seconds,
    MB: sum(memory),
  };
}

const sum = (figures: Figures) => Object.values(figures).reduce((total, value) => total + value, 0);

/** Requests that come while the services start again are answered with an error. */
async function measureCrash(system: System, connections: number): Promise<Figures> {
  const before = await system.outcome();
  const tokens = await system.tokens();
  // Long enough that both work again under the load.
  const load = sendAtRate(system.port, tokens, { perSecond: crashRatePerSecond, seconds: 30, connections });
  await delay(5_000);
  await system.crash();
  const { accepted, refused } = await load;
  const processedNow = async () => (await system.outcome()).processed - before.processed;
  const processed = await settled(processedNow, accepted + refused, { quietMs });
  const effects = (await system.outcome()).effects - before.effects;
  return {
    'answered 201': accepted,
    'answered with an error': refused,
    processed,
    effects,
    // An answer that was an error may hide one more.
    'lost, at least': Math.max(0, accepted - processed),
    'effects too many': Math.max(0, effects - processed),
    'effects too few': Math.max(0, processed - effects),
  };
}

async function startCeiling(platform: Platform, watchdog: Watchdog): Promise<Pick<System, 'port' | 'pids'>> {
  await withPostgres(platform.databaseUrl('postgres'), (client) => client.query('CREATE DATABASE ceiling'));
  const [port = 0] = await freePorts(1);
  const env = { DATABASE_URL: platform.databaseUrl('ceiling'), PORT: String(port) };
  const server = await startProgram(watchdog, { name: 'ceiling', args: [join(peersFolder, 'ceiling.mjs')], env });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/`)).status === 404);
  return { port, pids: { server: server.pid, postgres: platform.pids['postgres'] ?? 0 } };
}
