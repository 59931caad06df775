import { readFileSync } from 'node:fs';

/** The suites of `./fairway test`: the command line lies above this package, so its file is read. */
export const suites = [
  ...readFileSync('cli/src/checks/suites.ts', 'utf8').matchAll(/const \w+ = \[('[^\]]+)\]/g),
].flatMap(([, names = '']) => names.replaceAll("'", '').split(', '));
