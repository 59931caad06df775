import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Outcome, runFairway } from './run-fairway.js';

const spoil = fileURLToPath(new URL('spoiled-catalogue.mjs', import.meta.url));

/** Runs `./fairway` on a catalogue in which one text of a file is replaced. */
function withMistake(
  args: readonly string[],
  mistake: readonly [file: string, text: string, instead: string],
): Promise<Outcome> {
  return runFairway(args, { NODE_OPTIONS: `--import=${spoil}`, SPOILED: JSON.stringify(mistake) });
}

const unknownEvent = ['services.js', "'user.registered'", "'user.registred'"] as const;

describe('a mistake in the catalogue is reported with its place and exit code 2', () => {
  it.each([
    ['generate', ['generate']],
    ['up', ['up']],
    ['up --detach', ['up', '--detach']],
    ['test', ['test', 'checks']],
  ])('in %s', async (_, args) => {
    const { exitCode, stdout, stderr } = await withMistake(args, unknownEvent);
    expect(stderr).toContain('✗ The catalogue has');
    expect(stderr).toContain(
      'auth-service uses the event user.registred, which packages/contracts does not define; correct its name in services.ts.',
    );
    expect(stderr).toContain('→ Correct it in catalog/src and run this again.');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it.each([
    [
      'an unknown database',
      ['services.js', "database: 'users'", "database: 'user'"],
      'user-service uses the database user, which databases.ts does not declare',
    ],
    [
      'an app without a folder',
      ['services.js', "'api-gateway': {", "'edge-gateway': {"],
      'edge-gateway has no folder apps/edge-gateway',
    ],
    [
      'a folder without a service',
      ['services.js', "'api-gateway': {", "'edge-gateway': {"],
      'apps/api-gateway is not in the catalogue',
    ],
    ['an event without a topic', ['topics.js', 'events: [', 'events: [], dropped: ['], 'which no topic carries'],
    [
      'an unknown secret',
      ['services.js', "'TOKEN_SIGNING_KEY'", "'TOKEN_KEY'"],
      'auth-service has the secret TOKEN_KEY, which secrets.ts does not declare',
    ],
    [
      'a setting without a value in an environment',
      ['services.js', 'production: 60', 'prod: 60'],
      'api-gateway has the setting RATE_LIMIT_AUTH_PER_MINUTE without a value in production',
    ],
    ['a missing field', ['services.js', 'secrets: []', 'secret: []'], 'has no valid "secrets"'],
    ['a duplicate port', ['services.js', 'portOffset: 2', 'portOffset: 1'], 'port offset 1 is taken twice'],
  ] as const)('for %s', async (_, mistake, problem) => {
    const { exitCode, stderr } = await withMistake(['generate', '--check'], mistake);
    expect(stderr).toContain(problem);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(2);
  });
});

it('reports a variable without a value, with the environment, and a variable that the service does not read', async () => {
  const { exitCode, stdout } = await withMistake(
    ['generate', '--check'],
    ['services.js', 'TOKEN_AUDIENCE:', 'TOKEN_AUDIENCES:'],
  );
  expect(stdout).toContain('user-service needs TOKEN_AUDIENCE, which has no value in production');
  expect(stdout).toContain('user-service is given TOKEN_AUDIENCES, which it does not read');
  expect(exitCode).toBe(1);
});

it('code that does not load is reported with its place and how to find further errors', async () => {
  const { exitCode, stderr } = await withMistake(
    ['generate', '--check'],
    ['topics.js', 'partitions: 6', 'partitions: six'],
  );
  expect(stderr).toMatch(/^✗ six is not defined\n {2}at .*catalog\/dist\/src\/topics\.js:\d+/);
  expect(stderr).toContain('`npx tsc --noEmit`');
  expect(exitCode).toBe(1);
});
