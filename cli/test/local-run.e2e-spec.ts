import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { getPriority } from 'node:os';
import { serviceNames, services, standInNames } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { claimPortBlock } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusResult, StatusRow } from '../src/commands/status.js';
import { isAlive, type ProcessIdentity } from '../src/instance/state.js';
import type { Journey } from '../src/journey/journey.js';
import type { SmokeOutcome } from '../src/public-api/smoke-run.js';
import { foreignShell } from './foreign-shell.js';
import { LocalPlatform } from './local-platform.js';
import { root } from './run-fairway.js';

const { entity } = domain;
const longMs = 900_000;
// These tests must pass in any shell.
const platform = new LocalPlatform(await claimPortBlock(), foreignShell);
afterAll(() => platform.remove(), longMs);

const up = async () => {
  const outcome = await platform.fairway(['up', '--detach', '--no-sample'], longMs);
  expect(outcome.stderr + outcome.stdout).toContain('ready in');
  expect(outcome.exitCode).toBe(0);
  await platform.status();
};

async function statusRow(name: string): Promise<StatusRow> {
  const { processes } = await platform.fairwayJson<StatusResult>(['status']);
  const found = processes.find((row) => row.name === name);
  if (found === undefined) throw new Error(`status does not list ${name}`);
  return found;
}

function liveProcess(name: string): ProcessIdentity {
  const found = platform.liveProcesses.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${name} is not running`);
  return found.process;
}

describe('a start that cannot succeed', () => {
  it.each([
    [[], platform.ports.services[entity.service], entity.service],
    [['--with', 'observability'], platform.ports.telemetry.collectorHealth, String.raw`collector \(health\)`],
  ])('names the process that uses a port, starts nothing and exits with 3: up %j', async (options, port, owner) => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const { exitCode, stderr } = await platform.fairway(['up', '--detach', ...options]);
    squatter.close();
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`Port ${port}, which ${owner} needs, is taken by pid ${process.pid} `));
    expect((await platform.fairway(['status'])).exitCode).toBe(4);
  });
});

describe('a detached run', () => {
  beforeAll(up, longMs);

  it('is ready, and reports it again on another start', async () => {
    const status = await platform.fairwayJson<StatusResult>(['status']);
    expect(status.phase).toBe('ready');
    expect(new Set(status.processes.map(({ phase }) => phase))).toEqual(new Set(['ready', 'done']));
    const { exitCode, stdout } = await platform.fairway(['up']);
    expect(stdout).toContain(`is already running (supervisor pid ${liveProcess('supervisor').pid})`);
    expect(exitCode).toBe(0);
  });

  it("gives the worker and the sandbox a lower priority than requests, but not than the developer's other programs", async ({
    skip,
  }) => {
    if (process.platform !== 'linux') skip('reads /proc, which exists on Linux only');
    const niced = platform.liveProcesses.filter(({ process: { pid } }) => getPriority(pid) > 0).map(({ name }) => name);
    expect(niced.toSorted()).toEqual(
      [...serviceNames.filter((name) => services[name].kind === 'worker'), ...standInNames].toSorted(),
    );
    for (const {
      process: { pid },
    } of platform.liveProcesses) {
      const autogroup = await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => 'not in this kernel, nice 0');
      expect(autogroup.trim()).toMatch(/ nice 0$/);
    }
  });

  it('runs each service with the heap limit from the catalogue', () => {
    for (const [name, { heapMb }] of Object.entries(services)) {
      const { pid } = liveProcess(name);
      const commandLine = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
      expect(commandLine).toContain(` --max-old-space-size=${heapMb} `);
    }
  });

  it('takes the sample through every hop, which journey and logs then show', async () => {
    const outcome = await platform.fairwayJson<SmokeOutcome>(['smoke']);
    expect(outcome.steps.filter(({ ok }) => !ok)).toEqual([]);
    const id = outcome[entity.idName] ?? '';
    const journey = await platform.fairwayJson<Journey>(['journey', id]);
    expect(journey.missing).toEqual([]);
    expect(journey.hops.map(({ offsetMs }) => offsetMs)).toEqual(
      journey.hops.map(({ offsetMs }) => offsetMs).toSorted((a, b) => a - b),
    );
    expect((await platform.fairway(['logs', entity.service, '--grep', id])).stdout).toContain('POST');
  });

  it('refuses to be reset', async () => {
    expect(await platform.fairway(['reset', '--yes'])).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining('is running'),
    });
  });

  it.each([entity.service, 'kafka', 'postgres'])(
    'restarts %s after a crash',
    async (name) => {
      const before = liveProcess(name);
      process.kill(-before.pid, 'SIGKILL');
      await eventually(async () => (await statusRow(name)).restarts === 1, { everyMs: 250 });
      await eventually(async () => (await statusRow(name)).phase === 'ready', { everyMs: 250 });
      expect(liveProcess(name).pid).not.toBe(before.pid);
      await eventually(async () => (await platform.fairway(['smoke'])).exitCode === 0);
    },
    longMs,
  );

  it(
    'leaves no process behind when its supervisor is killed, and keeps its data',
    async () => {
      const outcome = await platform.fairwayJson<SmokeOutcome>(['smoke']);
      const before = await platform.fairwayJson<Journey>(['journey', outcome[entity.idName] ?? '']);
      expect(platform.liveProcesses.length).toBeGreaterThan(8);
      process.kill(liveProcess('supervisor').pid, 'SIGKILL');
      await eventually(() => platform.liveProcesses.length === 0);
      expect((await platform.fairway(['status'])).exitCode).toBe(4);
      await up();
      const after = await platform.fairwayJson<Journey>(['journey', outcome[entity.idName] ?? '']);
      expect(after.status).toBe(before.status);
      expect(after.missing).toEqual([]);
    },
    longMs,
  );

  it('stops with down', async () => {
    const processes = platform.liveProcesses;
    expect(await platform.fairway(['down'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('stopped in'),
    });
    expect(processes.filter(({ process: one }) => isAlive(one))).toEqual([]);
    expect((await platform.fairway(['status'])).exitCode).toBe(4);
  });
});

describe('a run in the foreground', () => {
  it(
    'shows progress, sample and logs, and stops in order on Ctrl-C',
    async () => {
      const child = spawn(`${root}/fairway`, ['up'], {
        env: { ...process.env, ...platform.env, npm_lifecycle_event: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await eventually(() => output.includes('ready in') && /next: \.\/fairway --instance \S+ journey/.test(output), {
        withinMs: longMs,
      });
      expect(output).toMatch(/\d s {2}postgres +starting[\s\S]*✓ ready on[\s\S]*✓ \w+ · \d+ hops/);
      const processes = platform.liveProcesses;
      child.kill('SIGINT');
      const [exitCode] = (await once(child, 'close')) as [number];
      expect(exitCode).toBe(0);
      expect(output).toMatch(
        new RegExp(String.raw`api-gateway +stopped[\s\S]*${entity.service} +stopped[\s\S]*kafka +stopped`),
      );
      expect(processes.filter(({ process: one }) => isAlive(one))).toEqual([]);
    },
    longMs,
  );
});
