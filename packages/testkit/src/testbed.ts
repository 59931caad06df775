import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalServer, type ServiceName, standInOf } from '@fairway/catalog';
import {
  ensureKafkaInstalled,
  freePorts,
  startStandIn,
  startWatchdog,
  type SecuredListener,
  type StandIn,
  type Watchdog,
} from '@fairway/local-servers';
import { TestKafka } from './test-kafka.js';
import { TestPostgres } from './test-postgres.js';
import { TestService } from './test-service.js';

/**
 * Real servers for one test file, on free ports and in a temporary folder:
 *
 *     const testbed = await Testbed.open();
 *     afterAll(() => testbed.close());
 */
export class Testbed {
  readonly #folder: string;
  readonly #watchdog: Watchdog;
  readonly #servers: { stop(): Promise<void> }[] = [];

  private constructor(folder: string, watchdog: Watchdog) {
    this.#folder = folder;
    this.#watchdog = watchdog;
  }

  static async open(): Promise<Testbed> {
    return new Testbed(await mkdtemp(join(tmpdir(), 'fairway-test-')), await startWatchdog());
  }

  get watchdog(): Watchdog {
    return this.#watchdog;
  }

  /** A file in the testbed's folder. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  async postgres(): Promise<TestPostgres> {
    return this.#keep(
      await TestPostgres.start({
        dataFolder: this.path('postgres'),
        logFile: this.path('postgres.log'),
        watchdog: this.#watchdog,
      }),
    );
  }

  async kafka(options: { secured?: SecuredListener } = {}): Promise<TestKafka> {
    return this.#keep(
      await TestKafka.start({
        kafkaFolder: await ensureKafkaInstalled({ watchdog: this.#watchdog }),
        dataFolder: this.path('kafka'),
        logFile: this.path('kafka.log'),
        watchdog: this.#watchdog,
        ...options,
      }),
    );
  }

  /**
   * Starts a built service (`apps/<name>/dist`) and resolves when it is ready; its migrations run first when it has a
   * DATABASE_URL. Sets PORT, MANAGEMENT_PORT and HOST.
   */
  async service(name: ServiceName, environment: Readonly<Record<string, string>>): Promise<TestService> {
    return this.#keep(
      await TestService.start({ name, environment, logFile: this.path(`${name}.ndjson`), watchdog: this.#watchdog }),
    );
  }

  /** Starts a built stand-in of the catalogue on a free port. */
  async standIn(name: LocalServer, environment: Readonly<Record<string, string>>): Promise<StandIn> {
    const program = fileURLToPath(new URL(`../../../${standInOf(name).program}`, import.meta.url));
    const [port = 0] = await freePorts(1);
    return this.#keep(
      await startStandIn({
        name,
        program,
        port,
        environment,
        logFile: this.path(`${name}.log`),
        watchdog: this.#watchdog,
      }),
    );
  }

  /** Stops everything, newest first. */
  async close(): Promise<void> {
    for (const server of this.#servers.reverse()) await server.stop();
    await this.#watchdog.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #keep<Server extends { stop(): Promise<void> }>(server: Server): Server {
    this.#servers.push(server);
    return server;
  }
}
