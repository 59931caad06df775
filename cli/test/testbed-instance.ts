import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type DatabaseName, serviceNames, services } from '@fairway/catalog';
import { claimPortBlock } from '@fairway/local-servers';
import { Testbed, type TestKafka, type TestPostgres } from '@fairway/testkit';
import pg from 'pg';
import { databaseUrl } from '../src/instance/addresses.js';
import { findInstance, type Instance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import { ensureSecrets } from '../src/instance/secrets.js';
import { identityOf, readState, writeState } from '../src/instance/state.js';
import { prepareDatabases } from '../src/supervisor/databases.js';
import { createMissingTopics } from '../src/supervisor/topics.js';
import { type Outcome, root, runFairway } from './run-fairway.js';

/** What a command prints when a server of the instance fails. */
export const explainedServerError =
  /^✗ Kafka or a database failed\.\n {2}[^\n]+\n {2}→ Check `\.\/fairway --instance \S+ status`/m;

/**
 * An instance that the command line takes for running: its servers are the testbed's, and its supervisor is this
 * process.
 */
export class TestbedInstance {
  readonly instance: Instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
  readonly env = { FAIRWAY_INSTANCE: this.instance.name };
  readonly #pools: pg.Pool[] = [];
  #testbed: Testbed | undefined;

  /** Starts the servers, and creates the catalogue's topics and the tables of all services. */
  async open(): Promise<{ testbed: Testbed; kafka: TestKafka; postgres: TestPostgres }> {
    const testbed = (this.#testbed = await Testbed.open());
    const [kafka, postgres] = await Promise.all([testbed.kafka(), testbed.postgres()]);
    await this.#prepare(kafka, postgres);
    return { testbed, kafka, postgres };
  }

  async #prepare(kafka: TestKafka, postgres: TestPostgres): Promise<void> {
    const supervisor = identityOf(process.pid);
    if (supervisor === null) throw new Error('This process is not alive.');
    const superuserUrl = new URL(await postgres.createDatabase('unused'));
    superuserUrl.pathname = '/postgres';
    const now = new Date().toISOString();
    // Nothing answers on the ports of the services, whatever else runs on this machine.
    const none = portsAt(await claimPortBlock());
    const ports = { ...none, kafka: portIn(kafka.bootstrapServer), postgres: Number(superuserUrl.port) };
    const secrets = ensureSecrets(this.instance);
    await prepareDatabases(superuserUrl.href, secrets);
    for (const service of serviceNames) {
      const { database } = services[service];
      if (database === null) continue;
      const script = `${root}/apps/${service}/dist/src/migrate.js`;
      execFileSync(process.execPath, [script], { env: { DATABASE_URL: databaseUrl(database, ports, secrets) } });
    }
    writeState(this.instance, {
      schema: 1,
      instance: this.instance.name,
      phase: 'ready',
      supervisor,
      ports,
      startedAt: now,
      readyAt: now,
      processes: [],
    });
    await createMissingTopics(kafka.bootstrapServer);
  }

  /** Connections with the role that owns the database. */
  pool(database: DatabaseName): pg.Pool {
    const ports = readState(this.instance)?.ports;
    if (ports === undefined) throw new Error('The instance is not prepared.');
    const pool = new pg.Pool({ connectionString: databaseUrl(database, ports, ensureSecrets(this.instance)) });
    this.#pools.push(pool);
    return pool;
  }

  fairway(args: readonly string[]): Promise<Outcome> {
    return runFairway(args, this.env);
  }

  /** The data of a command's JSON document, whatever its exit code. */
  async fairwayJson<Data>(args: readonly string[]): Promise<Data> {
    const { stdout, stderr } = await this.fairway([...args, '--json']);
    const document = JSON.parse(stdout) as { data?: Data };
    if (document.data === undefined) throw new Error(`fairway ${args.join(' ')} failed:\n${stdout}${stderr}`);
    return document.data;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
    rmSync(this.instance.folder, { recursive: true, force: true });
    await this.#testbed?.close();
  }
}

function portIn(server: string): number {
  return Number(server.split(':').at(-1));
}
