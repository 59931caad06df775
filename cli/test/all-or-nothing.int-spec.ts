import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Fork } from './fork.js';
import { nordlys } from './nordlys.js';

// Many programs one after the other, each as slow as the machine is busy.
const longMs = 900_000;
let fork: Fork;
let start: string;

beforeAll(async () => {
  fork = new Fork();
  start = fork.git('rev-parse', 'HEAD');
  await fork.fairway(['generate', '--check']);
}, longMs);
afterEach(() => void fork.git('reset', '--quiet', '--hard', start));
afterAll(() => fork[Symbol.dispose]());

const asyncApi = 'packages/contracts/asyncapi.json';
const servicesFile = 'catalog/src/services.ts';

function replace(path: string, text: string | RegExp, instead: string): void {
  const before = fork.text(path);
  expect(before).toMatch(text);
  fork.write(path, before.replace(text, instead));
}

it(
  'generate writes nothing when the catalogue gives a service a variable that it does not read',
  { timeout: longMs },
  async () => {
    replace(servicesFile, 'TOKEN_AUDIENCE:', 'TOKEN_AUDIENCES:');
    const { exitCode, stdout } = await fork.run('./fairway', ['generate']);
    expect(stdout).toMatch(/^nothing was written:\n.*user-service is given TOKEN_AUDIENCES, which it does not read/ms);
    expect(stdout).not.toContain('✓');
    expect(exitCode).toBe(1);
    expect(fork.changed()).toEqual([servicesFile]);
  },
);

it('generate writes nothing when an event would break its readers', { timeout: longMs }, async () => {
  const [schema = ''] = globSync('packages/contracts/schemas/*.json', { cwd: fork.root });
  replace(schema, '"properties": {', '"properties": { "published": { "type": "string" },');
  fork.commit();
  fork.write(asyncApi, '{}\n');
  const { exitCode, stdout } = await fork.run('./fairway', ['generate']);
  expect(stdout).toContain(`${schema} would break its readers`);
  expect(exitCode).toBe(1);
  expect(fork.changed()).toEqual([asyncApi]);
  expect(fork.text(asyncApi)).toBe('{}\n');
});

it.each([
  ['adopt', (answers: string) => ['adopt', '--answers', answers]],
  ['new topic', () => ['new', 'topic', 'parcels']],
])('%s changes nothing when Ctrl-C comes while it renders', { timeout: longMs }, async (_, argsWith) => {
  fork.write('answers.jsonc', JSON.stringify(nordlys));
  // A group of its own, which a terminal would send the signal to.
  const [command, ...args] = ['./fairway', ...argsWith('answers.jsonc')] as [string, ...string[]];
  const child = spawn(command, args, { cwd: fork.root, env: fork.env(), detached: true });
  let said = '';
  const ended = once(child, 'close');
  let interrupted = false;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (interrupted || !said.includes('rendering what follows')) return;
      interrupted = true;
      expect(fork.changed()).not.toEqual([]);
      process.kill(-Number(child.pid), 'SIGINT');
    });
  const [exitCode] = (await ended) as [number];
  expect(said).toContain('everything is as it was before');
  expect(said).toContain('Interrupted; nothing was changed.');
  expect(exitCode).toBe(130);
  expect(fork.changed()).toEqual([]);
  await fork.fairway(['generate', '--check']);
});
