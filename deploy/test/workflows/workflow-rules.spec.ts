import { describe, expect, it } from 'vitest';
import { files, parsed } from './workflow-files.js';
import { mistakesIn } from './workflow-rules.js';

it.each(files)('$path makes no mistake', (file) => expect(mistakesIn(file)).toEqual([]));

const checkout = `actions/checkout@${'0'.repeat(40)}`;
const sound = `
name: Sound
on:
  pull_request:
permissions: {}
concurrency:
  group: sound
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: ${checkout} # v7.0.1
        with:
          persist-credentials: false
      - run: echo "$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`;

describe('a workflow', () => {
  it('without a mistake has none', () => expect(mistakesIn(parsed('sound.yml', sound))).toEqual([]));

  it.each([
    ['an action by its tag', `${checkout} # v7.0.1`, 'actions/checkout@v7', 'not pinned by its full SHA'],
    ['an action by a short SHA', checkout, 'actions/checkout@0000000', 'not pinned by its full SHA'],
    ['an action without its version', ' # v7.0.1', '', 'has no version as its comment'],
    ['an action with a vague version', '# v7.0.1', '# v7', 'has no version as its comment'],
    ['an action that is pinned twice', '$TITLE"', '$TITLE"\n      - uses: a/b@main', 'a/b@main is not pinned'],
    ['a title in a script', '$TITLE', '${{ github.event.pull_request.title }}', 'a script contains an expression'],
    ['a branch in a script', '"$TITLE"', '|\n          echo ${{ github.head_ref }}', 'a script contains an expression'],
    ['an unknown script', 'echo "$TITLE"', 'npm run lnit', 'there is no npm run lnit'],
    ['an unknown command of npm', 'echo "$TITLE"', 'npm ic && npm audit', 'there is no npm ic'],
    ['the token in the clone', 'persist-credentials: false', 'fetch-depth: 0', 'persist-credentials'],
    [
      'the token in every step',
      '    steps:',
      '    env: { GH_TOKEN: "${{ github.token }}" }\n    steps:',
      'build: every step has its token',
    ],
    ['a stored secret', 'github.event.pull_request.title', 'secrets.AWS_SECRET_ACCESS_KEY', 'a stored secret'],
    ['all secrets', 'group: sound', 'group: sound\n  secrets: inherit', 'a stored secret'],
    ['a trigger with the rights of main', 'pull_request:', 'pull_request_target:', 'runs on pull_request_target'],
    ['rights for all jobs', 'permissions: {}', 'permissions: { contents: read }', 'its own permissions are not {}'],
    ['no rights named at all', 'permissions: {}\n', '', 'its own permissions are not {}'],
    ['no concurrency', 'concurrency:\n  group: sound\n', '', 'no concurrency group'],
    ['a job without a timeout', '    timeout-minutes: 10\n', '', 'build: it has no timeout'],
    ['a job with a timeout of hours', 'minutes: 10', 'minutes: 360', 'build: it has no timeout'],
    ['a runner that changes', 'ubuntu-24.04', 'ubuntu-latest', 'build: its runner has no version'],
    ['a job without permissions', '    permissions:\n      contents: read\n', '', 'does not list its permissions'],
    ['a job with all permissions', 'permissions:\n      contents: read', 'permissions: write-all', 'does not list its'],
    ['a right to write', 'contents: read', 'contents: write', 'build: nothing in it needs contents: write'],
    [
      'a token for AWS without a login',
      'contents: read',
      'id-token: write',
      'build: nothing in it needs id-token: write',
    ],
    ['a right to comment', 'contents: read', 'pull-requests: write', 'build: nothing in it needs pull-requests: write'],
    ['a right to open issues', 'contents: read', 'issues: write', 'build: nothing in it needs issues: write'],
    ['a right to read for nothing', 'contents: read', 'packages: read', 'build: nothing in it needs packages: read'],
  ])('is told of %s', (_, right, wrong, mistake) => {
    expect(sound).toContain(right);
    expect(
      mistakesIn(
        parsed(
          'planted.yml',
          sound.replace(right, () => wrong),
        ),
      ),
    ).toEqual([expect.stringContaining(mistake)]);
  });
});

it('an action of the repository is told of the same mistakes', () => {
  const action = 'runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - run: echo ${{ inputs.name }}\n';
  expect(mistakesIn(parsed('action.yml', action))).toEqual([
    'a/b@v1 is not pinned by its full SHA',
    expect.stringContaining('a script contains an expression'),
  ]);
});
