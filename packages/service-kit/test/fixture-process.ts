import { eventually, type Testbed } from '@fairway/testkit';
import { spawnServer, type ServerProcess } from '@fairway/local-servers';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export type LogLine = Readonly<Record<string, unknown>>;

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Arguments that run a fixture from its TypeScript source. */
export function fixtureArgs(entry: string): string[] {
  return ['--conditions=source', '--import', pathOf('typescript-loader.mjs'), pathOf(`fixture/${entry}.ts`)];
}

/** A program of `test/fixture` in a process of its own. */
export class FixtureProcess {
  readonly #process: ServerProcess;
  #line: LogLine = {};

  private constructor(process: ServerProcess) {
    this.#process = process;
  }

  /** Starts it. Unless `env` overrides them, `HOST` is 127.0.0.1 and the ports are free ones. */
  static async start(testbed: Testbed, entry: string, env: Readonly<Record<string, string>>): Promise<FixtureProcess> {
    return new FixtureProcess(
      await spawnServer({
        name: entry,
        command: process.execPath,
        args: fixtureArgs(entry),
        env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', MANAGEMENT_PORT: '0', ...env },
        logFile: testbed.path(`${entry}-${randomUUID()}.ndjson`),
        graceMs: 60_000,
        watchdog: testbed.watchdog,
      }),
    );
  }

  async listening(): Promise<this> {
    this.#line = await this.line((line) => line['msg'] === 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#line['port'])}`;
  }

  get managementUrl(): string {
    return `http://127.0.0.1:${String(this.#line['managementPort'])}`;
  }

  get exited(): Promise<number | string> {
    return this.#process.exited;
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.#process.pid, signal);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  /** All output so far. */
  output(): Promise<string> {
    return readFile(this.#process.logFile, 'utf8');
  }

  /** The log so far; every line must be JSON. */
  async lines(): Promise<LogLine[]> {
    const complete = (await this.output()).split('\n').slice(0, -1);
    return complete.map((line) => JSON.parse(line) as LogLine);
  }

  /** Waits for the first log line that matches. */
  line(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return eventually(async () => (await this.lines()).find(fits));
  }
}
