import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type infrastructurePortOffsets,
  type LoadOutcome,
  managementPortOffset,
  type ServiceName,
  services,
} from '@fairway/catalog';
import { domain } from '@fairway/domain';

const run = promisify(execFile);
const fairway = fileURLToPath(new URL('../../../fairway', import.meta.url));
const secretsFile = fileURLToPath(new URL('../../../.fairway/instances/bench/secrets.json', import.meta.url));

/** What the platform generated for this instance (`cli/src/instance/secrets.ts`). */
interface Secrets {
  readonly postgresPassword: string;
  readonly ofServices: { readonly ADMIN_PASSWORD: string };
}

const readSecrets = () => JSON.parse(readFileSync(secretsFile, 'utf8')) as Secrets;

interface Credentials {
  readonly email: string;
  readonly password: string;
}

interface Status {
  readonly data: {
    readonly processes: readonly { readonly name: string; readonly pid: number | null; readonly port: number }[];
  };
}

/** How a platform is watched. */
export interface Watching {
  /** The share of requests that are traced. */
  readonly traceSampleRatio: number;
}

/** A platform for the benchmark, beside any other that runs. */
export class Platform {
  readonly #accounts: Credentials[] = [];
  #processes: Status['data']['processes'] = [];

  private constructor() {}

  static async start(watching?: Watching): Promise<Platform> {
    await run(fairway, ['reset', '--instance', 'bench', '--yes']);
    const up = ['up', '--detach', '--no-sample', '--instance', 'bench'];
    if (watching === undefined) await run(fairway, up);
    else {
      const env = { ...process.env, FAIRWAY_TRACE_SAMPLE_RATIO: String(watching.traceSampleRatio) };
      await run(fairway, [...up, '--with', 'observability'], { env });
    }
    const platform = new Platform();
    await platform.readProcesses();
    return platform;
  }

  /** Finds its processes; again after one of them was started again. */
  async readProcesses(): Promise<void> {
    const { stdout } = await run(fairway, ['status', '--json', '--instance', 'bench']);
    this.#processes = (JSON.parse(stdout) as Status).data.processes;
  }

  /** By name. */
  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#processes.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]])));
  }

  async stop(): Promise<void> {
    await run(fairway, ['down', '--instance', 'bench']);
  }

  portOf(process: ServiceName | keyof typeof infrastructurePortOffsets): number {
    const port = this.#processes.find(({ name }) => name === process)?.port;
    if (port === undefined) throw new Error(`The status of the platform names no ${process}.`);
    return port;
  }

  /** A database on its PostgreSQL, for the superuser. */
  databaseUrl(database: string): string {
    return `postgres://fairway:${readSecrets().postgresPassword}@127.0.0.1:${this.portOf('postgres')}/${database}`;
  }

  /** Creates accounts through the public API and returns their tokens. */
  async signUp(count: number): Promise<string[]> {
    for (let index = 0; index < count; index += 1) {
      const credentials = { email: `bench-${index}@fairway.example`, password: randomUUID() };
      await post(`${this.#authUrl}/register`, { ...credentials, name: 'Bench' });
      this.#accounts.push(credentials);
    }
    return await this.tokens();
  }

  /** New tokens of its accounts: one is valid for five minutes. */
  async tokens(): Promise<string[]> {
    const tokens: string[] = [];
    for (const credentials of this.#accounts) tokens.push(await this.#logIn(credentials));
    return tokens;
  }

  /** What has become of everything that was sent since it started. */
  async outcome(): Promise<LoadOutcome> {
    const email = services['auth-service'].settings.ADMIN_EMAIL.local;
    const token = await this.#logIn({ email, password: readSecrets().ofServices.ADMIN_PASSWORD });
    return await domain.load.outcome(async (path) => {
      const url = `http://127.0.0.1:${this.port}${path}`;
      return await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json();
    });
  }

  /** Of its public door. */
  get port(): number {
    return this.portOf('api-gateway');
  }

  async #logIn(credentials: Credentials): Promise<string> {
    return (await post<{ accessToken: string }>(`${this.#authUrl}/login`, credentials)).accessToken;
  }

  get #authUrl(): string {
    return `http://127.0.0.1:${this.port}/api/auth`;
  }

  /** How many have been processed since it started. */
  processed(): Promise<number> {
    return domain.load.processed(async (service) => {
      const answer = await fetch(`http://127.0.0.1:${this.portOf(service) + managementPortOffset}/metrics`);
      return await answer.text();
    });
  }
}

async function post<Body>(url: string, body: object): Promise<Body> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}
