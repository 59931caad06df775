import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Mutation {
  readonly rule: string;
  readonly file: string;
  readonly find: string;
}

const mutations = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8')) as Mutation[];

// `npm run test:mutations` takes minutes and runs seldom; a source that moved on shows here at once.
it.each(mutations)('the source still has the rule "$rule"', ({ file, find }) => {
  const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
});
