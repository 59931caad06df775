import { domain } from '@fairway/domain';
import { cpuSeconds, microsPerRequest } from './cpu-time.js';
import { drain } from './drain.js';
import { type LoadResult, sendAsFastAsPossible, sendAtRate } from './load.js';
import { print } from './print.js';
import { Platform } from './platform.js';

const { name, plural } = domain.entity;

export interface BenchmarkOptions {
  /** Of each load. */
  readonly seconds: number;
  /** Requests a second of the steady load. */
  readonly perSecond: number;
  readonly connections: number;
}

function describe(load: string, { accepted, refused, seconds: took, latenciesMs }: LoadResult): void {
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)]?.toFixed(1) ?? '-';
  print(
    `${load}: ${Math.round(accepted / took)} ${plural}/s over ${took.toFixed(1)} s (${accepted} answered 201, ${refused} not)`,
  );
  print(`  latency p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${latenciesMs.at(-1)?.toFixed(1) ?? '-'} ms`);
}

function printCpu(before: Record<string, number>, after: Record<string, number>, count: number): void {
  print(`  CPU time per ${name}, until all are processed:`);
  let total = 0;
  for (const [process, micros] of Object.entries(microsPerRequest(before, after, count))) {
    total += micros;
    print(`    ${process.padEnd(18)} ${Math.round(micros).toString().padStart(6)} us`);
  }
  print(`    ${'total'.padEnd(18)} ${Math.round(total).toString().padStart(6)} us`);
}

/** A steady load, and one as fast as it is taken. */
export async function measureThroughput({ seconds, perSecond, connections }: BenchmarkOptions): Promise<void> {
  const platform = await Platform.start();
  try {
    const pids = { ...platform.pids, 'load generator': process.pid };
    const gateway = platform.portOf('api-gateway');
    const tokens = await platform.signUp(64);
    print('warming up');
    const warmUp = await sendAsFastAsPossible(gateway, tokens, { connections, seconds: 5 });
    let accepted = warmUp.accepted;
    await drain(platform, accepted);

    print();
    let before = cpuSeconds(pids);
    const fixed = await sendAtRate(gateway, tokens, { perSecond, seconds, connections });
    accepted += fixed.accepted;
    const behind = accepted - (await platform.processed());
    const tailMs = await drain(platform, accepted);
    describe(`${perSecond} ${plural}/s, all the way`, fixed);
    print(`  at the end ${behind} were not processed yet; the last one was ${Math.round(tailMs)} ms later`);
    printCpu(before, cpuSeconds(pids), fixed.accepted);

    print();
    before = cpuSeconds(pids);
    const open = await sendAsFastAsPossible(gateway, tokens, { connections, seconds });
    accepted += open.accepted;
    const drainMs = await drain(platform, accepted);
    describe(`as fast as it takes them, ${connections} connections`, open);
    print(
      `  all processed ${(drainMs / 1_000).toFixed(1)} s after the last one: ${Math.round(open.accepted / (open.seconds + drainMs / 1_000))} ${plural}/s to processed`,
    );
    printCpu(before, cpuSeconds(pids), open.accepted);
  } finally {
    await platform.stop();
  }
}
