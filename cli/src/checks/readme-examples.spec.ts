import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const libraries = globSync('{packages/*,catalog,infra}/package.json', { cwd: root }).map(dirname);

// A link to a file, and in the next paragraph the block that shows it. Knip finds a file that no test reaches.
const example = /(?:\]\((?<file>[\w./-]+)\)[^`]*)?^```ts\n(?<code>.*?)^```/gms;

it.each(libraries)('the README of %s shows its example as the test runs it', (library) => {
  const text = (file: string) => readFileSync(join(root, library, file), 'utf8');
  const examples = [...text('README.md').matchAll(example)].map(({ groups = {} }) => groups);
  expect(examples.map(({ file }) => file)).toContainEqual(expect.stringMatching(/^test\/.*\.ts$/));
  for (const { file = 'a file that is linked before the block', code } of examples) expect(code).toBe(text(file));
});
