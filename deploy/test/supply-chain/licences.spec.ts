import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appNames, folderOf } from '../../src/image/image-names.js';
import { type LockedPackages, productionPackages } from '../../src/image/production-packages.js';

/**
 * Licences of what images may contain, as package-lock.json writes them: they ask for no more than their own text, which
 * images keep. A package with another one, or with a choice of several, is entered here when somebody has read it.
 */
const allowed = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];

/** Packages of npm in an image, of either processor, with a licence that is not allowed. */
function refused(locked: LockedPackages): string[] {
  const paths = new Set(
    appNames.flatMap((app) =>
      (['arm64', 'x64'] as const).flatMap((cpu) => [...productionPackages(locked, folderOf(app), cpu).keys()]),
    ),
  );
  return [...paths]
    .filter((path) => path.includes('node_modules/') && locked[path]?.link !== true)
    .filter((path) => !allowed.includes(locked[path]?.license ?? ''))
    .map((path) => `${path}: ${locked[path]?.license ?? 'no licence'}`);
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: LockedPackages };
const [app = ''] = appNames.map(folderOf);
const planted = (path: string, license: string | undefined): LockedPackages => ({
  ...packages,
  [app]: { ...packages[app], dependencies: { planted: '1' } },
  [path]: { version: '1.0.0', ...(license === undefined ? {} : { license }) },
});

describe('licences of packages in images', () => {
  it('are allowed', () => expect(refused(packages)).toEqual([]));

  it.each([
    ['one that asks for our sources', 'GPL-3.0-only', 'GPL-3.0-only'],
    ['a choice that nobody has read', '(MIT OR GPL-2.0-only)', '(MIT OR GPL-2.0-only)'],
    ['none', undefined, 'no licence'],
  ])('are not allowed: %s', (_, license, named) => {
    expect(refused(planted('node_modules/planted', license))).toEqual([`node_modules/planted: ${named}`]);
  });

  it('do not matter for tools of development', () => {
    const tool: LockedPackages = { ...packages, 'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0-only' } };
    expect(refused(tool)).toEqual([]);
  });
});
