import { randomUUID } from 'node:crypto';
import { services } from '@fairway/catalog';
import { claimPortBlock } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusResult } from '../src/commands/status.js';
import { findInstance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import { ensureSecrets } from '../src/instance/secrets.js';
import { PublicApi } from '../src/public-api/public-api.js';
import { Fork } from './fork.js';

// Ends what hangs. Many programs run one after the other, each as slow as the machine is busy.
const longMs = 900_000;
let fork: Fork;

beforeAll(() => void (fork = new Fork()), longMs);
afterAll(() => fork[Symbol.dispose]());

const vitest = (project: string, files: readonly string[]) =>
  fork.run('npx', ['vitest', 'run', '--project', project, ...files]);

/** The room in the environments; manifests and patches; contracts and their docstrings; rules, dashboards and topics. */
const judgesOfDeclared = [
  ...['added-service', 'capacity', 'manifests', 'patches', 'schemas', 'workloads'].map(
    (of) => `deploy/test/${of}.spec`,
  ),
  'packages/contracts/',
  'packages/testkit/src/documented-exports',
  'catalog/',
  'domain/',
  'observability/',
  'cli/src/checks/sql-owners',
];

const make = async (...args: string[]) => (await fork.fairway(['new', ...args])).stdout;
const made = {
  desk: ['parcel-desk', '--kind', 'http', '--public', '--database', '--produces', 'parcel.sent'],
  tracker: ['parcel-tracker', '--kind', 'both', '--database', '--consumes', 'parcel.sent', '--produces', 'parcel.seen'],
  audit: ['parcel-audit', '--kind', 'worker', '--database', '--consumes', 'parcel.sent,user.registered'],
  porter: ['parcel-porter', '--kind', 'worker', '--database', '--consumes', 'parcel.seen', '--produces', 'parcel.kept'],
  greeter: ['parcel-greeter', '--kind', 'http', '--public'],
} as const;

describe('./fairway new', { timeout: longMs }, () => {
  it('prints what it would write with --dry-run, and writes nothing', async () => {
    const printed = await make('service', 'parcel-desk', '--kind', 'http', '--public', '--dry-run');
    expect(printed).toContain('new     apps/parcel-desk/src/service.ts');
    expect(printed).toContain(
      `+     calls: [${[...services['api-gateway'].calls, 'parcel-desk'].map((name) => `'${name}'`).join(', ')}],`,
    );
    expect(fork.changed()).toEqual([]);
  });

  it('leaves everything as it was when the generated files cannot be rendered', async () => {
    const readme = 'apps/user-service/README.md';
    const text = fork.text(readme);
    fork.write(readme, text.replace('<!-- environment:end -->', ''));
    const outcome = await fork.run('./fairway', ['new', 'service', 'parcel-desk', '--kind', 'http', '--public']);
    expect(outcome).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${readme} lacks the markers of its section "environment"`),
    });
    expect(fork.changed()).toEqual([readme]);
    fork.write(readme, text);
    expect(fork.changed()).toEqual([]);
  });

  it('adds a topic, its events and a service of each kind that pass all checks', async () => {
    await make('topic', 'parcels');
    for (const event of ['parcel.sent', 'parcel.seen', 'parcel.kept']) await make('event', event, '--topic', 'parcels');
    for (const args of Object.values(made)) await make('service', ...args);
    expect(fork.text('README.md')).toContain('[parcel-desk](apps/parcel-desk/README.md)');
    expect(fork.text('infra/terraform/generated/catalog.json')).toContain('"parcel-audit"');
    const { exitCode, stdout, stderr } = await fork.run('./fairway', ['test', 'checks']);
    expect(stdout + stderr).toContain(' 0 failed');
    expect(exitCode).toBe(0);
  });

  it('leaves the unit tests that judge what is declared passing', async () => {
    const { exitCode, stdout, stderr } = await vitest('unit', judgesOfDeclared);
    expect(exitCode, stdout + stderr).toBe(0);
  });

  it('wrote tests that pass', async () => {
    const { exitCode, stdout, stderr } = await vitest(
      'integration',
      Object.values(made).map(([name]) => `apps/${name}/`),
    );
    expect(exitCode, stdout + stderr).toBe(0);
  });

  it('wrote tests that run what the sources say, also without a build in between', async () => {
    const [name] = made.greeter;
    const controller = `apps/${name}/src/greeting/greeting.controller.ts`;
    const text = fork.text(controller);
    fork.write(controller, text.replace('Hello', 'Goodbye'));
    const { exitCode, stdout, stderr } = await vitest('integration', [`apps/${name}/`]);
    fork.write(controller, text);
    expect(stdout + stderr).toContain('Goodbye, ');
    expect(exitCode).toBe(1);
  });

  it('creates services that start with the platform and pass an event from one to the next', async () => {
    const base = await claimPortBlock();
    const env = { FAIRWAY_PORT_BASE: String(base), FAIRWAY_INSTANCE: 'default' };
    try {
      await fork.fairway(['up', '--detach', '--no-sample'], env);
      const { data } = JSON.parse((await fork.fairway(['status', '--json'], env)).stdout) as { data: StatusResult };
      const phases = Object.fromEntries(data.processes.map(({ name, phase }) => [name, phase]));
      for (const [name] of Object.values(made)) expect(phases).toMatchObject({ [name]: 'ready' });

      const gateway = `http://127.0.0.1:${portsAt(base).services['api-gateway']}`;
      const api = new PublicApi(gateway);
      const account = { email: `${randomUUID()}@example.com`, password: 'correct horse battery' };
      await api.register(account, 'Ada');
      const headers = { authorization: `Bearer ${await api.login(account)}`, 'content-type': 'application/json' };
      const answer = await fetch(`${gateway}/api/parcel-desk`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ text: 'a parcel' }),
      });
      expect(answer.status).toBe(201);
      const { id } = (await answer.json()) as { id: string };
      const { postgresPassword } = ensureSecrets(findInstance(fork.root, 'default'));
      const client = new pg.Client({
        connectionString: `postgres://fairway:${postgresPassword}@127.0.0.1:${portsAt(base).postgres}/parcel_audit`,
      });
      await client.connect();
      const kept = await eventually(async () => {
        const { rows } = await client.query('SELECT type FROM received_events WHERE key = $1', [id]);
        return rows.length > 0 && rows;
      });
      await client.end();
      expect(kept).toEqual([{ type: 'parcel.sent' }]);
    } finally {
      await fork.fairway(['down'], env);
    }
  });
});
