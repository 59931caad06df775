import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly test: { readonly file: string; readonly title: string };
}

const mutations = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8')) as Mutation[];

// `npm run test:mutations` takes minutes and runs rarely; a changed source shows here at once.
it.each(mutations)(
  'finds the rule "$rule" in the source, which still compiles without it',
  ({ file, find, replace }) => {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
    expect(source.split(find)).toHaveLength(2);
    const { diagnostics } = ts.transpileModule(
      source.replace(find, () => replace),
      { reportDiagnostics: true },
    );
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
  },
);

it.each(mutations)('finds the test of "$rule" by its title', ({ test: { file, title } }) => {
  const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const titles = [...source.matchAll(/(?:\bit|\))\('(.*)',(?: |$)/gm)].map(([, text = '']) => text.split('%s'));
  expect(titles.some(([start = '', end = '']) => title.startsWith(start) && title.endsWith(end))).toBe(true);
});
