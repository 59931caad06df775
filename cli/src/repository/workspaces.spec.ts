import { describe, expect, it } from 'vitest';
import { workspacesTesting, workspacesUsing } from './workspaces.js';

const workspaces = [
  { folder: 'apps/stock', name: 'stock', dependencies: ['kit'], devDependencies: ['fixtures'] },
  { folder: 'apps/stock-archive', name: 'archive', dependencies: ['contracts'], devDependencies: [] },
  { folder: 'packages/kit', name: 'kit', dependencies: ['contracts'], devDependencies: [] },
  { folder: 'packages/contracts', name: 'contracts', dependencies: [], devDependencies: [] },
  { folder: 'packages/fixtures', name: 'fixtures', dependencies: [], devDependencies: [] },
];

describe('the workspaces that use a file', () => {
  it.each([
    ['apps/stock/src/main.ts', ['stock']],
    ['packages/kit/src/index.ts', ['stock', 'kit']],
    ['packages/contracts/src/index.ts', ['stock', 'archive', 'kit', 'contracts']],
    ['tools/build.mjs', []],
  ])('%s: its own, and all that depend on that one', (file, names) => {
    expect(new Set(workspacesUsing([file], workspaces).map(({ name }) => name))).toEqual(new Set(names));
  });
});

it('a workspace that only tests use changes those of the workspaces that declare it', () => {
  const files = ['packages/fixtures/src/index.ts'];
  expect(workspacesUsing(files, workspaces).map(({ name }) => name)).toEqual(['fixtures']);
  expect(workspacesTesting(files, workspaces).map(({ name }) => name)).toEqual(['stock', 'fixtures']);
});
