import type { LoadOutcome } from '@fairway/catalog';
import { freePorts, type ServerProcess, type Watchdog, withPostgres } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { Platform } from '../platform.js';
import { peersFolder } from './packages.js';
import { crash, startProgram } from './program.js';
import type { System } from './system.js';

const secret = 'of the benchmark only';
const requirePeer = createRequire(join(peersFolder, 'package.json'));

/** The same flow as a tutorial would build it, on the PostgreSQL and Kafka of the platform. */
export class NaiveSystem implements System {
  readonly name = 'naive Nest';
  readonly port: number;
  readonly #start: (role: string) => Promise<ServerProcess>;
  readonly #shared: Readonly<Record<string, number>>;
  readonly #url: string;
  #programs: Record<string, ServerProcess> = {};

  private constructor(
    port: number,
    url: string,
    shared: Record<string, number>,
    start: (role: string) => Promise<ServerProcess>,
  ) {
    this.port = port;
    this.#url = url;
    this.#shared = shared;
    this.#start = start;
  }

  static async start(platform: Platform, watchdog: Watchdog): Promise<NaiveSystem> {
    const [gateway = 0, service = 0, sink = 0] = await freePorts(3);
    const broker = `127.0.0.1:${platform.portOf('kafka')}`;
    await withPostgres(platform.databaseUrl('postgres'), (client) => client.query('CREATE DATABASE naive'));
    const env = {
      DATABASE_URL: platform.databaseUrl('naive'),
      KAFKA_BROKER: broker,
      JWT_SECRET: secret,
      SERVICE_URL: `http://127.0.0.1:${service}`,
      SINK_URL: `http://127.0.0.1:${sink}/`,
    };
    const ports: Record<string, number> = { gateway, service, sink };
    const system = new NaiveSystem(gateway, env.SERVICE_URL, pick(platform.pids, ['postgres', 'kafka']), (role) =>
      startProgram(watchdog, {
        name: `naive-${role}`,
        args: role === 'sink' ? [join(peersFolder, 'sink.mjs')] : [join(peersFolder, 'naive/dist/main.js'), role],
        env: { ...env, PORT: String(ports[role]) },
      }),
    );
    for (const role of ['sink', 'service']) await system.#startRole(role);
    await eventually(async () => (await system.processed()) >= 0);
    for (const role of ['processor', 'gateway']) await system.#startRole(role);
    await eventually(async () => (await fetch(`http://127.0.0.1:${gateway}/`)).status === 404);
    return system;
  }

  get pids(): Readonly<Record<string, number>> {
    return {
      ...this.#shared,
      ...Object.fromEntries(Object.entries(this.#programs).map(([role, { pid }]) => [role, pid])),
    };
  }

  async tokens(): Promise<string[]> {
    const { sign } = requirePeer('jsonwebtoken') as { sign: (claims: object, key: string, options: object) => string };
    return Array.from({ length: 16 }, (_, index) => sign({ sub: `user-${index}` }, secret, { expiresIn: '2h' }));
  }

  async processed(): Promise<number> {
    return ((await (await fetch(`${this.#url}/count`)).json()) as { processed: number }).processed;
  }

  async outcome(): Promise<LoadOutcome> {
    return (await (await fetch(`${this.#url}/outcome`)).json()) as LoadOutcome;
  }

  async crash(): Promise<void> {
    const roles = ['service', 'processor'];
    await Promise.all(roles.map((role) => crash(this.#programs[role] as ServerProcess)));
    for (const role of roles) await this.#startRole(role);
  }

  async #startRole(role: string): Promise<void> {
    this.#programs[role] = await this.#start(role);
  }
}

const pick = (pids: Readonly<Record<string, number>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(pids).filter(([name]) => names.includes(name)));
