import { inboxTables, outboxTables } from '@fairway/messaging';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tables = Object.keys({ ...outboxTables.columns, ...inboxTables.columns });
const sql = new RegExp(`\\b(FROM|INTO|JOIN|UPDATE|TABLE) (${tables.join('|')})\\b`);

it("only messaging contains SQL on messaging's tables, so a renamed column changes one place", () => {
  const files = globSync('{apps/*,packages/*,bench,catalog,cli,domain,infra}/{src,migrations}/**/*.ts', { cwd: root });
  expect(files).toContain('packages/messaging/src/outbox/dead-events.ts');
  const places = files.flatMap((file) =>
    readFileSync(`${root}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) => (sql.test(line) ? [`${file}:${index + 1}`] : [])),
  );
  expect(places.filter((place) => !place.startsWith('packages/messaging/'))).toEqual([]);
  expect(places).not.toEqual([]);
});
