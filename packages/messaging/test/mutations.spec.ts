import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const mutations = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8')) as Mutation[];

// `npm run test:mutations` takes minutes and runs seldom; a source that moved on shows here at once.
it.each(mutations)('the source has the rule "$rule", and is still a program without it', ({ file, find, replace }) => {
  const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
  const { diagnostics } = ts.transpileModule(
    source.replace(find, () => replace),
    { reportDiagnostics: true },
  );
  expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
});
