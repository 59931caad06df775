import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = 'docs/adr';
const records = readdirSync(folder)
  .filter((file) => file !== 'README.md')
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

it.each(records)('$file has a date, a status and its four paragraphs', ({ file, text }) => {
  const [title, , date, status] = text.split('\n');
  expect(title).toMatch(new RegExp(String.raw`^# ${Number(file.slice(0, 4))}\. \S`));
  expect(date).toMatch(/^- Date: 20\d\d-[01]\d-[0-3]\d$/);
  expect(status).toMatch(/^- Status: (?:accepted|superseded by \[ADR \d+\]\(\d{4}-[a-z0-9-]+\.md\))/);
  const paragraphs = [...text.matchAll(/^\*\*(Context|Decision|Rejected|Consequences)\.\*\* \S/gm)];
  expect(paragraphs.map(([, name]) => name)).toEqual(['Context', 'Decision', 'Rejected', 'Consequences']);
});

it('every decision is in the index, by its title, and no number is missing', () => {
  const rows = records.map(({ file, text }) => {
    const [, number = '', title = ''] = /^# (\d+)\. (.*)/.exec(text) ?? [];
    return `| ${number} | [${title}](${file}) |`;
  });
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(index.split('\n').filter((line) => /^\| \d/.test(line))).toEqual(rows);
  expect(records.map(({ file }) => Number(file.slice(0, 4)))).toEqual(records.map((_, at) => at + 1));
});
