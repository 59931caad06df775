import { describe, expect, it } from 'vitest';
import { addExportAll, addImport, append } from './source-edits.js';

describe('an entry', () => {
  it.each([
    ['an array in one line', `const a = ['x'];`, ['a'], `'y'`, `const a = ['x',\n'y',\n];`],
    ['an empty array', 'const a = [] as const;', ['a'], `'y'`, `const a = [\n'y',\n] as const;`],
    ['an object with a comma at its end', 'const a = {\n  x: 1,\n};', ['a'], 'y: 2', 'const a = {\n  x: 1,\ny: 2,\n};'],
    [
      'an object behind `satisfies`',
      'export const a = { x: 1 } as const satisfies T;',
      ['a'],
      'y: 2',
      'export const a = { x: 1,\ny: 2,\n} as const satisfies T;',
    ],
    ['the last argument of a call', 'const a = f(b, { x: 1 });', ['a'], 'y: 2', 'const a = f(b, { x: 1,\ny: 2,\n});'],
    [
      'an array below quoted and plain properties',
      `const a = f({ 'p-q': { r: [1, 2] } });`,
      ['a', 'p-q', 'r'],
      '3',
      `const a = f({ 'p-q': { r: [1, 2,\n3,\n] } });`,
    ],
    ['a list that ends with a comment', 'const a = [\n  1, // one\n];', ['a'], '2', 'const a = [\n  1, // one\n2,\n];'],
  ] as const)('goes to the end of %s', (_, text, place, entry, expected) => {
    expect(append(text, place, entry)).toBe(expected);
  });

  it.each([[['b']], [['a', 'b']], [['a', 'x']]] as const)('is refused where there is no literal: %s', (place) => {
    expect(() => append('const a = { x: f() };', place, '1')).toThrow(`no literal ${place.join('.')}`);
  });
});

describe('an import', () => {
  it('joins that of the same module, in the order of the alphabet', () => {
    const text = `import { alpha, type Gamma } from 'm';\n`;
    expect(addImport(text, 'beta', 'm')).toBe(`import { alpha, beta, type Gamma } from 'm';\n`);
    expect(addImport(text, 'zeta', 'm')).toBe(`import { alpha, type Gamma, zeta } from 'm';\n`);
    expect(addImport(text, 'alpha', 'm')).toBe(text);
  });

  it('leaves an import of types alone', () => {
    const text = `import type { T } from 'm';\n`;
    expect(addImport(text, 'value', 'm')).toBe(`${text}import { value } from 'm';\n`);
  });

  it('stands behind the last one of its folder', () => {
    const text = `import { a } from '../m/1.js';\nimport { b } from './b.js';\n`;
    expect(addImport(text, 'c', '../m/2.js')).toBe(
      `import { a } from '../m/1.js';\nimport { c } from '../m/2.js';\nimport { b } from './b.js';\n`,
    );
  });
});

it('a module is exported once, behind those of its folder', () => {
  const text = `export * from './a/1.js';\nexport * from './b/1.js';\n`;
  const once = addExportAll(text, './a/2.js');
  expect(once).toBe(`export * from './a/1.js';\nexport * from './a/2.js';\nexport * from './b/1.js';\n`);
  expect(addExportAll(once, './a/2.js')).toBe(once);
});
