import { describe, expect, it } from 'vitest';
import { workspacesUsing } from './workspaces.js';

const workspaces = [
  { folder: 'apps/stock', name: 'stock', dependencies: ['kit'] },
  { folder: 'apps/stock-archive', name: 'archive', dependencies: ['contracts'] },
  { folder: 'packages/kit', name: 'kit', dependencies: ['contracts'] },
  { folder: 'packages/contracts', name: 'contracts', dependencies: [] },
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
