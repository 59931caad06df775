import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from './run-fairway.js';

const document = `# ASVS

## What is missing

- No second factor: 2.1.1.

## V1

| number | level | asks for | state | where |
|---|---|---|---|---|
| 1.1.1 | 1 | a lock | met | [readme]; [door] “it is locked”, “with a key” |
| 1.1.2, 1.1.3 | 1, 2 | windows | does not apply | there are none |
| 2.1.1 | 2 | two locks | partly | one, see the [plan](plan.md#locks) |

[readme]: ../../README.md
[door]: ../../test/door.int-spec.ts
`;
const levels = { 1: ['1.1.1', '1.1.2'], 2: ['1.1.3', '2.1.1'] };
const tests = `describe('the door', () => {\n  it('it is locked at night', close);\n  it.each([\n    ['with a key', key],\n  ])('opens %s', open);\n});\n`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fairway-asvs-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function check(text: string): Promise<{ exitCode: number | null; problems: string[] }> {
  write('README.md', '');
  write('test/door.int-spec.ts', tests);
  write('docs/security/plan.md', '');
  write('docs/security/asvs-5.0.0.json', JSON.stringify(levels));
  write('docs/security/asvs.md', text);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(root, 'tools', 'check-asvs.mjs'), folder], (_, __, stderr) =>
      resolve({ exitCode: child.exitCode, problems: stderr.split('\n').filter(Boolean) }),
    );
  });
}

it('accepts a document that judges every requirement and names existing places', async () => {
  expect(await check(document)).toEqual({ exitCode: 0, problems: [] });
});

it.each([
  ['a missing requirement', '| 1.1.2, 1.1.3 | 1, 2 |', '| 1.1.2 | 1 |', '1.1.3 is missing'],
  ['a duplicate requirement', '| 1.1.1 | 1 |', '| 1.1.1, 1.1.2 | 1 |', '1.1.2 is listed twice'],
  [
    'a requirement that the standard does not contain',
    '| 2.1.1 | 2 |',
    '| 2.1.1, 9.9.9 | 2 |',
    '9.9.9 is not a requirement of level 1 or 2',
  ],
  ['another level', '| 1.1.1 | 1 |', '| 1.1.1 | 2 |', '1.1.1 has level 1, not 2'],
  [
    'an unknown state',
    '| does not apply |',
    '| later |',
    '1.1.2, 1.1.3 has the unknown state "later"; use one of: met, partly, not met, does not apply',
  ],
  [
    'a claim without a place',
    'two locks | partly | one, see the [plan](plan.md#locks)',
    'two locks | met | of course',
    '2.1.1 is met, but names neither a file nor a test',
  ],
  [
    'a gap that the summary omits',
    '- No second factor: 2.1.1.',
    '- Nothing.',
    '2.1.1 is not fully met, but "What is missing" does not mention it',
  ],
  [
    'a gap in the summary that is closed',
    '| two locks | partly |',
    '| two locks | met |',
    '2.1.1 is listed under "What is missing", but its row says that it is met',
  ],
  ['a missing file', '../../README.md', '../../GONE.md', '../../GONE.md does not exist'],
  ['a missing linked document', 'plan.md#locks', 'gone.md#locks', 'gone.md#locks does not exist'],
  ['a label without an address', '[readme]: ../../README.md\n', '', '[readme] has no address'],
  ['a missing test', '“with a key”', '“with a card”', 'door has no test “with a card”'],
])('%s is named', async (_, from, to, problem) => {
  expect(document).toContain(from);
  const { exitCode, problems } = await check(document.replace(from, to));
  expect(problems).toContain(`✗ docs/security/asvs.md: ${problem}`);
  expect(exitCode).toBe(1);
});
