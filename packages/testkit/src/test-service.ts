import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { nodeArguments, type ServiceName, services } from '@fairway/catalog';
import {
  answersOk,
  freePorts,
  type ServerProcess,
  spawnServer,
  untilReady,
  type Watchdog,
} from '@fairway/local-servers';

export interface StartServiceOptions {
  readonly name: ServiceName;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

const readyLimitMs = 180_000;
const graceMs = 60_000;

/** A built service in its own process and within its resource limits, as in a container. */
export class TestService {
  readonly url: string;
  readonly managementUrl: string;
  readonly #options: StartServiceOptions;
  readonly #environment: Readonly<Record<string, string>>;
  #process: ServerProcess;

  private constructor(options: StartServiceOptions, environment: Record<string, string>, process: ServerProcess) {
    this.#options = options;
    this.#environment = environment;
    this.url = `http://127.0.0.1:${environment['PORT']}`;
    this.managementUrl = `http://127.0.0.1:${environment['MANAGEMENT_PORT']}`;
    this.#process = process;
  }

  static async start(options: StartServiceOptions): Promise<TestService> {
    const [port, managementPort] = await freePorts(2);
    const environment: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: String(managementPort),
      ...options.environment,
    };
    if (environment['DATABASE_URL'] !== undefined) await migrate(options, environment);
    const service = new TestService(options, environment, await spawn(options, environment, 'main'));
    await service.#untilReady();
    return service;
  }

  /** Its whole log, over all restarts. */
  async log(): Promise<string> {
    return readFile(this.#options.logFile, 'utf8');
  }

  async logLines(): Promise<Record<string, unknown>[]> {
    const lines = (await this.log()).split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The value of one series of `/metrics`, with its labels as they are there; NaN when there is none. */
  async metric(series: string): Promise<number> {
    const metrics = await (await fetch(`${this.managementUrl}/metrics`)).text();
    const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? NaN);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The exit code, or the signal that ended it. */
  get exited(): Promise<number | string> {
    return this.#process.exited;
  }

  async kill(): Promise<void> {
    process.kill(this.#process.pid, 'SIGKILL');
    await this.#process.exited;
  }

  /** Starts it again with the same environment, after `kill` or `stop`. */
  async restart(): Promise<void> {
    this.#process = await spawn(this.#options, this.#environment, 'main');
    await this.#untilReady();
  }

  /** Stops it as Kubernetes does: SIGTERM, then time to finish. */
  async stop(): Promise<void> {
    await this.#process.stop();
  }

  async #untilReady(): Promise<void> {
    await untilReady(this.#process, {
      isReady: () => answersOk(`${this.managementUrl}/health/ready`),
      ownTimeLimitMs: readyLimitMs,
      hint: 'The log has the reason.',
    });
  }
}

async function migrate(options: StartServiceOptions, environment: Record<string, string>): Promise<void> {
  const migration = await spawn(options, environment, 'migrate');
  const exit = await migration.exited;
  if (exit !== 0) {
    throw new Error(
      `The migration of ${options.name} failed (${exit}):\n${(await migration.lastLogLines()).join('\n')}`,
    );
  }
}

async function spawn(
  { name, logFile, watchdog }: StartServiceOptions,
  env: Readonly<Record<string, string>>,
  entry: 'main' | 'migrate',
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL(`../../../apps/${name}/dist/src/${entry}.js`, import.meta.url));
  return spawnServer({
    name,
    command: process.execPath,
    args: [...nodeArguments(services[name]), '--enable-source-maps', script],
    env: { ...env },
    logFile,
    graceMs,
    watchdog,
  });
}
