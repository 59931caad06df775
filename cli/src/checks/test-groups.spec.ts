import { describe, expect, it } from 'vitest';
import { testGroups } from './test-groups.js';

const workspace = (folder: string, dependencies: string[] = [], devDependencies: string[] = []) => ({
  folder,
  name: folder,
  dependencies,
  devDependencies,
});
const workspaces = [
  workspace('packages/base'),
  workspace('packages/kit', ['packages/base'], ['packages/fixtures']),
  workspace('packages/fixtures'),
  workspace('apps/stock', ['packages/kit']),
  workspace('apps/stock-archive', ['packages/base']),
];
const files = [
  ...workspaces.slice(0, 2).map(({ folder }) => `${folder}/test/some.int-spec.ts`),
  'apps/stock/test/one.int-spec.ts',
  'apps/stock/test/two.int-spec.ts',
  'apps/stock-archive/test/some.int-spec.ts',
  'tools/provider/some.int-spec.ts',
];
const affectedBy = (path: string) =>
  testGroups(files, workspaces)
    .filter((group) => group.reads(path))
    .map(({ name }) => name);
const all = testGroups(files, workspaces).map(({ name }) => name);

describe('the tests that a change can affect', () => {
  it.each([
    ['of their workspace', 'apps/stock/src/main.ts', ['apps/stock']],
    ['of workspaces with a similar name: not', 'apps/stock-archive/src/main.ts', ['apps/stock-archive']],
    [
      'of what it depends on, near and far',
      'packages/base/src/index.ts',
      ['packages/base', 'packages/kit', 'apps/stock', 'apps/stock-archive'],
    ],
    ['of what only its own tests use', 'packages/fixtures/src/index.ts', ['packages/kit']],
    ['of documents', 'apps/stock/README.md', []],
    ['of a decision', 'docs/adr/0001-some.md', []],
    ['of a workflow', '.github/workflows/some.yml', []],
    ['of the root', 'package-lock.json', all],
    ['of what runs all tests', 'cli/src/checks/suites.ts', all],
    ['of the manifest of a workspace', 'apps/stock/package.json', all],
    ['of tools', 'tools/build.mjs', all],
    ['of a folder that no rule knows', 'new/file.txt', all],
  ])('%s: %s', (_, path, names) => {
    expect(affectedBy(path)).toEqual(names);
  });

  it('have all files of their workspace', () => {
    const [stock] = testGroups(files, workspaces).filter(({ name }) => name === 'apps/stock');
    expect(stock?.files).toEqual(files.slice(2, 4));
  });
});
