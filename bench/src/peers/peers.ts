import { domain } from '@fairway/domain';
import type { BenchmarkOptions } from '../throughput.js';
import { measureConsumers } from './measure-consumers.js';
import { measureRelays } from './measure-relays.js';
import { Report } from '../report.js';
import { measureRequests } from './measure-requests.js';

const parts: Readonly<Record<string, (report: Report, options: BenchmarkOptions) => Promise<void>>> = {
  [domain.entity.plural]: measureRequests,
  relay: measureRelays,
  consumer: measureConsumers,
};

/** Measures Fairway beside what a user would pick instead, all of it or one part. */
export async function measurePeers(part: string, options: BenchmarkOptions): Promise<void> {
  const chosen = Object.entries(parts).filter(([name]) => part === 'all' || part === name);
  if (chosen.length === 0) throw new Error(`There is no part "${part}": choose all, ${Object.keys(parts).join(', ')}.`);
  for (const [name, measure] of chosen) {
    const report = new Report(name);
    await measure(report, options);
    report.finish();
  }
}
