import { expect, it } from 'vitest';
import { type LockedPackages, productionPackages } from './production-packages.js';

const locked: LockedPackages = {
  'apps/shop': { dependencies: { '@fairway/kit': '*', hash: '1' }, peerDependencies: { rx: '1' } },
  'node_modules/@fairway/kit': { link: true, resolved: 'packages/kit' },
  'packages/kit': { dependencies: { logger: '2' }, optionalDependencies: { gone: '1' } },
  'node_modules/rx': {},
  'node_modules/logger': { dependencies: { color: '1' } },
  'node_modules/color': { version: '1' },
  'node_modules/logger/node_modules/color': { version: '2' },
  'node_modules/hash': {
    optionalDependencies: { 'hash-x64': '1', 'hash-arm64': '1', 'hash-musl': '1', 'hash-mac': '1' },
  },
  'node_modules/hash-x64': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'node_modules/hash-arm64': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'node_modules/hash-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'node_modules/hash-mac': { os: ['!linux'] },
  'node_modules/test-runner': {},
};

it('an app needs its packages and those they need, each from where Node finds it', () => {
  expect([...productionPackages(locked, 'apps/shop', 'x64').keys()].toSorted()).toEqual([
    'apps/shop',
    'node_modules/@fairway/kit',
    'node_modules/hash',
    'node_modules/hash-x64',
    'node_modules/logger',
    'node_modules/logger/node_modules/color',
    'node_modules/rx',
    'packages/kit',
  ]);
});

it('native code is that of the processor', () => {
  const paths = [...productionPackages(locked, 'apps/shop', 'arm64').keys()];
  expect(paths.filter((path) => path.includes('hash-'))).toEqual(['node_modules/hash-arm64']);
});

it('a required package that is not in the lock file is an error', () => {
  expect(() => productionPackages({ 'apps/shop': { dependencies: { lost: '1' } } }, 'apps/shop', 'x64')).toThrow(
    'package-lock.json has no lost, which apps/shop needs.',
  );
});
