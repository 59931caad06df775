import { domain } from '@fairway/domain';
import { cpuSeconds, microsPerRequest } from './cpu-time.js';
import { drain } from './drain.js';
import { sendAtRate } from './load.js';
import { print } from './print.js';
import { Platform, type Watching } from './platform.js';
import type { BenchmarkOptions } from './throughput.js';

interface Variant {
  readonly name: string;
  readonly watching: Watching | undefined;
}

const unwatched: Variant = { name: 'not watched', watching: undefined };
const watched: readonly Variant[] = [
  { name: 'watched, tracing off', watching: { traceSampleRatio: 0 } },
  { name: 'watched, 10 % traced', watching: { traceSampleRatio: 0.1 } },
];
// Each twice, the second time in the opposite order: a machine that becomes slower favours none.
const order = [unwatched, ...watched, ...watched.toReversed(), unwatched];

/** CPU time per accepted request, in microseconds. */
interface Cost {
  readonly platform: number;
  /** What watches it: Prometheus, the collector and the stores. */
  readonly watchers: number;
}

/** What metrics that are read, lines that are shipped and traces that are sent cost the platform that sends them. */
export async function measureTelemetry(options: BenchmarkOptions): Promise<void> {
  const costs = new Map<Variant, Cost[]>();
  let own: readonly string[] = [];
  for (const variant of order) {
    const microsByProcess = await run(variant.watching, options);
    if (variant === unwatched) own = Object.keys(microsByProcess);
    const sum = (isCounted: (name: string) => boolean) =>
      Object.entries(microsByProcess)
        .filter(([name]) => isCounted(name))
        .reduce((total, [, micros]) => total + micros, 0);
    const cost = { platform: sum((name) => own.includes(name)), watchers: sum((name) => !own.includes(name)) };
    costs.set(variant, [...(costs.get(variant) ?? []), cost]);
    print(`${variant.name}: ${Math.round(cost.platform)} us per ${domain.entity.name}`);
  }
  print();
  const mean = (variant: Variant, part: keyof Cost) => {
    const all = costs.get(variant) ?? [];
    return all.reduce((total, cost) => total + cost[part], 0) / all.length;
  };
  for (const variant of [unwatched, ...watched]) {
    const more = (mean(variant, 'platform') / mean(unwatched, 'platform') - 1) * 100;
    print(
      `${variant.name.padEnd(22)} ${Math.round(mean(variant, 'platform'))} us, ${more.toFixed(1)} % more; what watches: ${Math.round(mean(variant, 'watchers'))} us`,
    );
  }
}

async function run(watching: Watching | undefined, { seconds, perSecond, connections }: BenchmarkOptions) {
  const platform = await Platform.start(watching);
  try {
    const gateway = platform.portOf('api-gateway');
    const tokens = await platform.signUp(64);
    const load = { perSecond, connections };
    const { accepted: warmUp } = await sendAtRate(gateway, tokens, { ...load, seconds: Math.ceil(seconds / 3) });
    await drain(platform, warmUp);
    const before = cpuSeconds(platform.pids);
    const { accepted } = await sendAtRate(gateway, tokens, { ...load, seconds });
    await drain(platform, warmUp + accepted);
    return microsPerRequest(before, cpuSeconds(platform.pids), accepted);
  } finally {
    await platform.stop();
  }
}
