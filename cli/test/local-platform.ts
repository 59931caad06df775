import { randomUUID } from 'node:crypto';
import { defaultPortBase } from '@fairway/catalog';
import { connectKafka, type IncomingRecord, type Kafka } from '@fairway/messaging';
import pg from 'pg';
import { findInstance, type Instance } from '../src/instance/instance.js';
import { claimPortBase, portBaseFor, portsAt } from '../src/instance/port-plan.js';
import type { Ports } from '../src/instance/ports.js';
import { adminEmail, ensureSecrets, type Secrets } from '../src/instance/secrets.js';
import { PublicApi } from '../src/public-api/public-api.js';
import { isAlive, observe, readState, type ProcessIdentity, type ProcessState } from '../src/instance/state.js';
import { type Outcome, root, runFairway } from './run-fairway.js';

interface ProcessStatus {
  readonly name: string;
  readonly phase: string;
  readonly port: number;
  readonly pid: number;
}

const upTimeoutMs = 900_000;

/** The FAIRWAY_PORT_BASE with which the instance has its ports in this block: its slot moves them further. */
function portBaseIn(block: number, instance: Instance): string {
  const shift = claimPortBase(root, instance, {}) - defaultPortBase;
  return String(block - shift);
}

/**
 * A complete platform for a test, started as a person would start it and used through its public API. `domain/test`
 * adds the domain's part.
 */
export class LocalPlatform {
  readonly instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
  readonly env: Readonly<Record<string, string>>;
  #processes: readonly ProcessStatus[] = [];

  /**
   * @param portBlock of `claimPortBlock`
   * @param shell further variables of the shell
   */
  constructor(portBlock: number, shell: Readonly<Record<string, string>> = {}) {
    this.env = {
      ...shell,
      FAIRWAY_INSTANCE: this.instance.name,
      FAIRWAY_PORT_BASE: portBaseIn(portBlock, this.instance),
    };
  }

  async up(options: readonly string[] = []): Promise<void> {
    const outcome = await this.fairway(['up', '--detach', '--no-sample', ...options], upTimeoutMs);
    if (outcome.exitCode !== 0) throw new Error(`up failed with ${outcome.exitCode}:\n${outcome.stderr}`);
    await this.status();
  }

  get ports(): Ports {
    return portsAt(portBaseFor(root, this.instance, this.env));
  }

  get secrets(): Secrets {
    return ensureSecrets(this.instance);
  }

  get gatewayUrl(): string {
    return `http://127.0.0.1:${this.ports.services['api-gateway']}`;
  }

  get broker(): string {
    return `127.0.0.1:${this.ports.kafka}`;
  }

  /** Its processes, as last recorded by the supervisor and as observed now; cheaper than `status`. */
  get processes(): readonly ProcessState[] {
    const state = readState(this.instance);
    return state === undefined ? [] : observe(state).processes;
  }

  /** The supervisor and everything that it runs, identified by pid and start time. */
  get liveProcesses(): { name: string; process: ProcessIdentity }[] {
    const state = readState(this.instance);
    if (state === undefined) return [];
    const all = [{ name: 'supervisor', process: state.supervisor }, ...state.processes];
    return all.flatMap(({ name, process: alive }) =>
      alive !== null && isAlive(alive) ? [{ name, process: alive }] : [],
    );
  }

  fairway(args: readonly string[], timeoutMs?: number): Promise<Outcome> {
    return runFairway(args, this.env, timeoutMs);
  }

  async fairwayJson<Data>(args: readonly string[]): Promise<Data> {
    const { stdout, stderr } = await this.fairway([...args, '--json']);
    const document = JSON.parse(stdout) as { ok: boolean; data: Data };
    if (!document.ok) throw new Error(`fairway ${args.join(' ')} failed:\n${stdout}${stderr}`);
    return document.data;
  }

  /** Stops the platform and deletes its files. */
  async remove(): Promise<void> {
    await this.fairway(['down'], upTimeoutMs);
    await this.fairway(['reset', '--yes']);
  }

  async status(): Promise<{ supervisorPid: number; processes: readonly ProcessStatus[] }> {
    const status = await this.fairwayJson<{ supervisorPid: number; processes: ProcessStatus[] }>(['status']);
    this.#processes = status.processes;
    return status;
  }

  portOf(name: string): number {
    const port = this.#processes.find((process) => process.name === name)?.port;
    if (port === undefined) throw new Error(`The platform has no process ${name}.`);
    return port;
  }

  /** `kill -9`, as the out-of-memory killer would do it. The supervisor restarts the process. */
  kill(name: string): void {
    process.kill(this.pidOf(name), 'SIGKILL');
  }

  pidOf(name: string): number {
    const pid = this.processes.find((process) => process.name === name && process.phase === 'ready')?.process?.pid;
    if (pid === undefined) throw new Error(`${name} is not running.`);
    return pid;
  }

  /** For PostgreSQL's superuser. */
  databaseUrl(database: string): string {
    return `postgres://fairway:${this.secrets.postgresPassword}@127.0.0.1:${this.ports.postgres}/${database}`;
  }

  /** The rows of one statement, run as PostgreSQL's superuser. */
  async query<Row extends object>(database: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.databaseUrl(database),
      connectionTimeoutMillis: 10_000,
      query_timeout: 30_000,
    });
    // A server that ends the session between two statements is reported here too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql, [...values])).rows as Row[];
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** The raw request, for what a typed client neither sends nor accepts. */
  async request(
    method: string,
    path: string,
    { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.portOf('api-gateway')}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Typed by the OpenAPI document; an undocumented answer fails the test. */
  get api(): PublicApi {
    return new PublicApi(this.gatewayUrl);
  }

  /** Registers an account and returns an access token. */
  async signUp(name = 'Ada'): Promise<string> {
    const credentials = { email: `${randomUUID()}@example.com`, password: 'correct horse battery' };
    await this.api.register(credentials, name);
    return this.api.login(credentials);
  }

  async signInAsAdmin(): Promise<string> {
    return this.api.login({ email: adminEmail, password: this.secrets.ofServices.ADMIN_PASSWORD });
  }

  kafka(): Kafka {
    return connectKafka({ brokers: [this.broker], clientId: 'test' });
  }

  /** Collects the records of a topic from its beginning. */
  async follow(topic: string): Promise<{ records: readonly IncomingRecord[]; stop(): Promise<void> }> {
    const records: IncomingRecord[] = [];
    const consumer = this.kafka().createConsumer({ group: `test-${randomUUID()}`, topics: [topic] });
    await consumer.start({
      record: (record) => records.push(record),
      assigned: () => undefined,
      failed: () => undefined,
    });
    return { records, stop: () => consumer.close() };
  }
}
