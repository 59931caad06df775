import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type infrastructurePortOffsets, managementPortOffset, type ServiceName } from '@fairway/catalog';
import { domain } from '@fairway/domain';

const run = promisify(execFile);
const fairway = fileURLToPath(new URL('../../../fairway', import.meta.url));

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

const drainLimitMs = 300_000;

/** A platform for the benchmark, beside any other that runs. */
export class Platform {
  readonly pids: Readonly<Record<string, number>>;
  readonly #ports: Readonly<Record<string, number>>;

  private constructor(status: Status) {
    this.pids = Object.fromEntries(
      status.data.processes.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]])),
    );
    this.#ports = Object.fromEntries(status.data.processes.map(({ name, port }) => [name, port]));
  }

  static async start(watching?: Watching): Promise<Platform> {
    await run(fairway, ['reset', '--instance', 'bench', '--yes']);
    const up = ['up', '--detach', '--no-sample', '--instance', 'bench'];
    if (watching === undefined) await run(fairway, up);
    else {
      const env = { ...process.env, FAIRWAY_TRACE_SAMPLE_RATIO: String(watching.traceSampleRatio) };
      await run(fairway, [...up, '--with', 'observability'], { env });
    }
    const { stdout } = await run(fairway, ['status', '--json', '--instance', 'bench']);
    return new Platform(JSON.parse(stdout) as Status);
  }

  async stop(): Promise<void> {
    await run(fairway, ['down', '--instance', 'bench']);
  }

  portOf(process: ServiceName | keyof typeof infrastructurePortOffsets): number {
    const port = this.#ports[process];
    if (port === undefined) throw new Error(`The status of the platform names no ${process}.`);
    return port;
  }

  /** Creates accounts through the public API and returns their tokens. */
  async signUp(count: number): Promise<string[]> {
    const url = `http://127.0.0.1:${this.portOf('api-gateway')}/api/auth`;
    const tokens: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const credentials = { email: `bench-${index}@fairway.example`, password: randomUUID() };
      await post(`${url}/register`, { ...credentials, name: 'Bench' });
      tokens.push((await post<{ accessToken: string }>(`${url}/login`, credentials)).accessToken);
    }
    return tokens;
  }

  /** How many have been processed since it started. */
  processed(): Promise<number> {
    return domain.load.processed(async (service) => {
      const answer = await fetch(`http://127.0.0.1:${this.portOf(service) + managementPortOffset}/metrics`);
      return await answer.text();
    });
  }

  /** Waits until this many are processed; returns how long that took, in ms. */
  async drain(expected: number): Promise<number> {
    const startMs = performance.now();
    while ((await this.processed()) < expected) {
      if (performance.now() - startMs > drainLimitMs)
        throw new Error(`Only ${await this.processed()} of ${expected} processed.`);
      await delay(50);
    }
    return performance.now() - startMs;
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
