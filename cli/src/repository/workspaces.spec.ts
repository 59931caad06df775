import { describe, expect, it } from 'vitest';
import { workspacesUsing } from './workspaces.js';

const workspaces = [
  { folder: 'apps/orders', name: 'orders', dependencies: ['kit'] },
  { folder: 'apps/orders-archive', name: 'archive', dependencies: ['contracts'] },
  { folder: 'packages/kit', name: 'kit', dependencies: ['contracts'] },
  { folder: 'packages/contracts', name: 'contracts', dependencies: [] },
];

describe('the workspaces that use a file', () => {
  it.each([
    ['apps/orders/src/main.ts', ['orders']],
    ['packages/kit/src/index.ts', ['orders', 'kit']],
    ['packages/contracts/src/index.ts', ['orders', 'archive', 'kit', 'contracts']],
    ['tools/build.mjs', []],
  ])('%s: its own, and all that depend on that one', (file, names) => {
    expect(new Set(workspacesUsing([file], workspaces).map(({ name }) => name))).toEqual(new Set(names));
  });
});
