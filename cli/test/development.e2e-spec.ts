import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimPortBlock } from '@fairway/local-servers';
import { serviceNames, services } from '@fairway/catalog';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInstance } from '../src/instance/instance.js';
import { readSecrets } from '../src/instance/secrets.js';
import { readState } from '../src/instance/state.js';
import { DebuggerClient } from './debugger-client.js';
import { Fork } from './fork.js';

// Ends what hangs. The compiler of the types yields to everything else on the machine, so it may take minutes.
const longMs = 900_000;
const within = { withinMs: longMs, everyMs: 50 };

const copy = new Fork();
const instance = findInstance(copy.root, 'default');
const servicePath = 'apps/user-service/src/service.ts';
const original = copy.text(servicePath);
let dev: ChildProcess;
let output = '';

beforeAll(async () => {
  dev = spawn(join(copy.root, 'fairway'), ['dev', '--no-sample', '--inspect', 'auth-service'], {
    env: copy.env({ FAIRWAY_PORT_BASE: String(await claimPortBlock()) }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [dev.stdout, dev.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await eventually(() => output.includes('ready in') || dev.exitCode !== null, within);
  if (dev.exitCode !== null) throw new Error(`dev ended:\n${output}`);
}, longMs);

afterAll(async () => {
  if (dev.exitCode === null) {
    dev.kill('SIGINT');
    await once(dev, 'exit');
  }
  copy[Symbol.dispose]();
}, longMs);

/** The service with this in each of its answers, and this code beside it. */
const version = (name: string, code = '') =>
  `${original.replace('modules:', `answerHeaders: { 'x-version': '${name}' },\n  modules:`)}${code}\n`;

const save = (text: string) => copy.write(servicePath, text);

/** As most editors do: a new file takes the place of the old one. */
function saveByRename(text: string): void {
  copy.write(`${servicePath}.tmp`, text);
  renameSync(join(copy.root, `${servicePath}.tmp`), join(copy.root, servicePath));
}

function pids(): Record<string, number> {
  const processes = readState(instance)?.processes ?? [];
  return Object.fromEntries(
    processes.flatMap(({ name, process: alive }) => (alive === null ? [] : [[name, alive.pid]])),
  );
}

/** Names of the processes that are not those of before. */
function replaced(before: Record<string, number>): string[] {
  const now = pids();
  return Object.keys(before).filter((name) => now[name] !== before[name]);
}

async function answeredVersion(): Promise<string | null> {
  const port = readState(instance)?.ports.services['user-service'];
  const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.headers.get('x-version') ?? null;
}

const expectAnswered = (name: string) => eventually(async () => (await answeredVersion()) === name, within);
const expectSaid = (text: string | RegExp, from: number) =>
  eventually(() => output.slice(from).search(text) !== -1, within);

describe('a saved file', () => {
  it(
    'changes what its service answers, however the editor saves, and leaves every other process alone',
    async () => {
      const before = pids();
      save(version('one'));
      await expectAnswered('one');
      expect(replaced(before)).toEqual(['user-service']);
      for (const name of ['two', 'three']) {
        saveByRename(version(name));
        await expectAnswered(name);
      }
      expect(replaced(before)).toEqual(['user-service']);
      await expectSaid(
        /user-service +starting: service\.ts changed[\s\S]*ready on 127\.0\.0\.1:\d+, \d+ ms after the save/,
        0,
      );
    },
    longMs,
  );

  it(
    'that does not compile is named with its line, and the service answers as before',
    async () => {
      const [before, from] = [pids(), output.length];
      save(version('broken', 'const a = ;'));
      await expectSaid(/does not compile[\s\S]*service\.ts:\d+:\d+[\s\S]*Save a correction/, from);
      expect(replaced(before)).toEqual([]);
      expect(await answeredVersion()).toBe('three');
      save(version('four'));
      await expectAnswered('four');
    },
    longMs,
  );

  it(
    'that makes its service crash is named with its line, and the next one is tried',
    async () => {
      const from = output.length;
      save(version('crashing', "throw new Error('not today');"));
      const line = version('crashing').trimEnd().split('\n').length + 1;
      await expectSaid(new RegExp(`✗ user-service ended with 1[\\s\\S]*service\\.ts:${line}`), from);
      await expectSaid('Error: not today', from);
      expect(readState(instance)?.processes.find(({ name }) => name === 'user-service')?.phase).toBe('failed');
      save(version('five'));
      await expectAnswered('five');
      expect(output.slice(from).split('Error: not today').length - 1).toBe(1);
    },
    longMs,
  );

  it(
    'with an error of types runs, and the error is shown beside',
    async () => {
      const from = output.length;
      save(version('six', "export const wrong: number = 'text';"));
      await expectAnswered('six');
      await expectSaid(/service\.ts\(\d+,\d+\): error TS2322/, from);
    },
    longMs,
  );

  it(
    'that is a migration is applied before its service starts',
    async () => {
      const from = output.length;
      copy.write(
        'apps/user-service/migrations/1990000000000-make-marks.ts',
        `import type { MigrationInterface, QueryRunner } from 'typeorm';
export class MakeMarks1990000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE marks (mark text)');
  }
  async down(): Promise<void> {}
}
`,
      );
      const listed = `import { MakeMarks1990000000000 } from '../migrations/1990000000000-make-marks.js';\n${version('seven')}`;
      save(listed.replace('ParkEvents1764600000000],', 'ParkEvents1764600000000, MakeMarks1990000000000],'));
      await expectAnswered('seven');
      await expectSaid(/user-service-migration .*MakeMarks1990000000000/, from);
    },
    longMs,
  );

  it(
    'of a package restarts the services that depend on it, the gateway last, and nothing else',
    async () => {
      const [before, from] = [pids(), output.length];
      const path = 'packages/service-kit/src/index.ts';
      copy.write(path, `${copy.text(path)}\nexport const changed = true;\n`);
      await expectSaid(/api-gateway +✓ ready/, from);
      const inner = serviceNames.filter((name) => services[name].kind !== 'edge');
      expect(replaced(before).toSorted()).toEqual([...serviceNames].toSorted());
      for (const name of inner)
        expect(output.slice(from)).toMatch(new RegExp(`${name} +✓ ready[\\s\\S]*api-gateway +starting`));
    },
    longMs,
  );

  it(
    'of the catalogue says what else it asks for',
    async () => {
      const from = output.length;
      const path = 'catalog/src/services.ts';
      copy.write(path, copy.text(path).replace('Profiles; learns', 'Accounts; learns'));
      await expectSaid(/out of date: README\.md.*npm run generate/, from);
    },
    longMs,
  );

  it(
    'of the catalogue that has a mistake is reported, and every process keeps running',
    async () => {
      const [before, from] = [pids(), output.length];
      const path = 'catalog/src/services.ts';
      const text = copy.text(path);
      copy.write(path, text.replace("database: 'users'", "database: 'nowhere'"));
      await expectSaid(/The catalogue has mistakes; the services keep running[\s\S]*nowhere/, from);
      expect(replaced(before)).toEqual([]);
      copy.write(path, text);
      // The last of all.
      await expectSaid(/api-gateway +✓ ready/, from);
    },
    longMs,
  );

  it(
    'that is deleted leaves nothing of it in the build',
    async () => {
      const source = join(copy.root, 'apps/user-service/src/extra.ts');
      const built = () =>
        execFileSync('find', [join(copy.root, 'apps/user-service/dist'), '-name', 'extra.js'], { encoding: 'utf8' });
      copy.write('apps/user-service/src/extra.ts', 'export const extra = 1;\n');
      await eventually(() => built() !== '', within);
      rmSync(source);
      await eventually(() => built() === '', within);
    },
    longMs,
  );
});

describe('a debugger', () => {
  const path = join(copy.root, 'apps/auth-service/src/access-tokens/jwks.controller.ts');

  it(
    'stops the inspected service at a breakpoint in TypeScript, also in the process of a restart',
    async () => {
      const ports = readState(instance)?.ports;
      if (ports === undefined) throw new Error('The platform does not run.');
      const line =
        copy
          .text('apps/auth-service/src/access-tokens/jwks.controller.ts')
          .split('\n')
          .findIndex((text) => text.includes('return this.keys')) + 1;
      for (const restarted of [false, true]) {
        if (restarted) {
          const from = output.length;
          copy.write('apps/auth-service/src/service.ts', `${copy.text('apps/auth-service/src/service.ts')}\n`);
          await expectSaid(/auth-service +✓ ready/, from);
        }
        using client = await DebuggerClient.attach(ports.inspector);
        const breakpoint = await client.setBreakpoint(path, line);
        const answer = fetch(`http://127.0.0.1:${ports.services['auth-service']}/.well-known/jwks.json`);
        const pause = await Promise.race([client.paused(), answer.then(({ status }) => ({ answered: status }))]);
        expect(pause).toEqual({ path, line, breakpoints: [breakpoint] });
        await client.send('Debugger.resume');
        expect((await answer).status).toBe(200);
      }
    },
    longMs,
  );
});

it(
  'a new service comes up by itself, behind the gateway and beside the data that was there',
  async () => {
    const before = readState(instance);
    const [adminBefore, from] = [readSecrets(instance)?.ofServices['ADMIN_PASSWORD'], output.length];
    await copy.fairway(['new', 'service', 'parcel-desk', '--kind', 'http', '--public']);
    await expectSaid(/the platform starts again with the new catalogue[\s\S]*ready in[\s\S]*logs of all/, from);
    const state = readState(instance);
    expect(state?.supervisor.pid).toBe(before?.supervisor.pid);
    expect(state?.ports).toMatchObject(before?.ports ?? {});
    expect(readSecrets(instance)?.ofServices['ADMIN_PASSWORD']).toBe(adminBefore);
    expect(state?.processes.filter(({ phase }) => phase !== 'ready' && phase !== 'done')).toEqual([]);
    const description = await fetch(`http://127.0.0.1:${state?.ports.services['api-gateway']}/api/openapi.json`);
    expect(await description.text()).toContain('parcel-desk');
  },
  longMs,
);

it(
  'Ctrl-C leaves no process behind, the compiler of the types included',
  async () => {
    const running = () =>
      execFileSync('ps', ['-ww', '-eo', 'args='], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(copy.root));
    expect(running().join('\n')).toMatch(/tsc.*--watch/);
    dev.kill('SIGINT');
    const [exitCode] = (await once(dev, 'exit')) as [number];
    expect(exitCode).toBe(0);
    expect(running()).toEqual([]);
  },
  longMs,
);
