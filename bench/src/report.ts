import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadResult, percentile } from './load.js';
import { print } from './print.js';

const resultsFolder = fileURLToPath(new URL('../../results', import.meta.url));

/** By name, with the unit in it. */
export type Figures = Readonly<Record<string, number>>;

/** Figures of processes and their sum, in a unit. */
export function byProcess(
  figures: Figures,
  unit: string,
  { sum = unit, divisor = 1 }: { sum?: string; divisor?: number } = {},
): Figures {
  const parts = Object.entries(figures).map(([name, value]) => [`${unit}: ${name}`, value / divisor] as const);
  return { [sum]: parts.reduce((total, [, value]) => total + value, 0), ...Object.fromEntries(parts) };
}

/** How a load was answered. */
export const answers = ({ accepted, seconds, latenciesMs }: LoadResult): Figures => ({
  'answered 201 a second': accepted / seconds,
  'p50 of 201, ms': percentile(latenciesMs, 0.5),
  'p99 of 201, ms': percentile(latenciesMs, 0.99),
});

interface Row {
  readonly measure: string;
  readonly system: string;
  readonly figures: Figures;
}

/** The figures of one run of the benchmark: printed as they come, then as medians, and kept in `bench/results/`. */
export class Report {
  readonly #part: string;
  readonly #rows: Row[] = [];
  readonly #startedAt = new Date();
  readonly #loadBefore = loadavg();

  constructor(part: string) {
    this.#part = part;
  }

  add(measure: string, system: string, figures: Figures): void {
    this.#rows.push({ measure, system, figures });
    print(
      `${measure}, ${system}: ${Object.entries(figures)
        .map(([name, value]) => `${name} ${round(value)}`)
        .join(', ')}`,
    );
  }

  /** Prints the median of each figure with its range, by measure and system, and writes everything to a file. */
  finish(): void {
    for (const [measure, rows] of Map.groupBy(this.#rows, (row) => row.measure)) {
      print(`\n${measure}`);
      for (const [system, ofSystem] of Map.groupBy(rows, (row) => row.system)) {
        print(`  ${system}`);
        for (const name of Object.keys(ofSystem[0]?.figures ?? {}))
          print(`    ${name.padEnd(34)} ${range(ofSystem, name)}`);
      }
    }
    const [{ model } = { model: 'unknown' }, ...others] = cpus();
    const machine = {
      processors: others.length + 1,
      model,
      memoryGb: Math.round(totalmem() / 1e9),
      kernel: release(),
      node: process.version,
      loadBefore: this.#loadBefore,
    };
    const startedAt = this.#startedAt.toISOString();
    const file = join(resultsFolder, `${startedAt.slice(0, 16).replace(':', '')}-${this.#part}.json`);
    mkdirSync(resultsFolder, { recursive: true });
    // With "-dirty" when files differ from it.
    const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
    const content = { startedAt, commit, machine, rows: this.#rows };
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    print(`\nwritten to ${file}`);
  }
}

function range(rows: readonly Row[], name: string): string {
  const values = rows.map(({ figures }) => figures[name] ?? Number.NaN).sort((a, b) => a - b);
  const [median, first, last] = [values[values.length >> 1], values[0], values.at(-1)].map((value) =>
    round(value ?? 0),
  );
  return first === last ? `${median}` : `${median} (${first} to ${last})`;
}

const round = (value: number) => (Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value));
