import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { destructiveMigrations } from '../../src/release/contract-migrations.js';
import { type Clone, GitSandbox } from './git-sandbox.js';

const folder = 'apps/order-service/migrations';

const migration = (up: string, comment = '') => `import type { QueryRunner } from 'typeorm';
${comment}
export class Change {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`${up}\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notes DROP COLUMN added');
  }
}
`;

let sandbox: GitSandbox;
let clone: Clone;
let running: string;
beforeAll(async () => {
  sandbox = await GitSandbox.create();
  clone = await sandbox.clone('clone');
  running = await clone.commit({ [`${folder}/1-start.ts`]: migration('DROP TABLE long_ago') });
});
afterAll(() => sandbox[Symbol.dispose]());

const found = async (text: string, from = running) => {
  const wanted = await clone.commit({ [`${folder}/2-change.ts`]: text });
  const result = await destructiveMigrations(['order-service'], from, wanted, clone.git);
  await clone.git.run(['reset', '--quiet', '--hard', running]);
  return result;
};

it.each([
  'ALTER TABLE notes DROP COLUMN author',
  'alter table notes drop column author',
  'DROP TABLE notes',
  'ALTER TABLE notes RENAME COLUMN author TO writer',
  'ALTER TABLE notes RENAME TO remarks',
  'ALTER TABLE notes ALTER COLUMN author TYPE integer USING 1',
  'ALTER TABLE notes ALTER author SET DATA TYPE integer',
  'ALTER TABLE notes ALTER COLUMN author SET NOT NULL',
  'ALTER TABLE notes ADD COLUMN author text NOT NULL',
  'ALTER TABLE notes ADD COLUMN IF NOT EXISTS author text NOT NULL, ADD COLUMN b int',
  'TRUNCATE notes',
  'DELETE FROM notes',
  'ALTER TABLE notes DROP author',
  'ALTER TABLE notes ADD author text NOT NULL',
  'ALTER TABLE notes ADD COLUMN price numeric(10,2) NOT NULL',
  'ALTER TABLE notes ALTER COLUMN "author" TYPE integer',
  'DROP MATERIALIZED VIEW figures',
])('refuses %s', async (up) => {
  expect(await found(migration(up))).toEqual([
    { file: `${folder}/2-change.ts`, reason: expect.stringMatching(/^[a-z]/) as string },
  ]);
});

it.each([
  'CREATE TABLE remarks (id uuid PRIMARY KEY, author text NOT NULL)',
  'ALTER TABLE notes ADD COLUMN author text',
  "ALTER TABLE notes ADD COLUMN author text NOT NULL DEFAULT ''",
  'CREATE INDEX ON notes (author)',
  'DROP INDEX notes_author',
  'DROP INDEX IF EXISTS notes_author',
  'ALTER TABLE notes ALTER COLUMN author DROP NOT NULL',
  'ALTER TABLE notes ALTER COLUMN author DROP DEFAULT',
  'ALTER TABLE notes ADD COLUMN price numeric(10,2) NOT NULL DEFAULT 0, ADD COLUMN b int',
  'ALTER TABLE notes ADD CONSTRAINT notes_author_check CHECK (author IS NOT NULL)',
  'CREATE TABLE a (b int NOT NULL REFERENCES c ON DELETE CASCADE)',
  'ALTER TABLE notes DROP CONSTRAINT notes_author_check',
])('lets %s pass', async (up) => {
  expect(await found(migration(up))).toEqual([]);
});

it('refuses methods of TypeORM, and a migration that is written in another way', async () => {
  expect(await found("export class A { up = async (r) => { await r.dropColumn('notes', 'author'); }; }")).toHaveLength(
    1,
  );
  expect(await found("export class A { up(r) { return r.query('DROP TABLE notes'); } }")).toHaveLength(1);
});

it('reads the migrations of the service only', async () => {
  const wanted = await clone.commit({ 'apps/user-service/migrations/1.ts': migration('DROP TABLE notes') });
  expect(await destructiveMigrations(['order-service'], running, wanted, clone.git)).toEqual([]);
  expect(await destructiveMigrations(['user-service'], running, wanted, clone.git)).toHaveLength(1);
  await clone.git.run(['reset', '--quiet', '--hard', running]);
});

describe('what the running version no longer uses may go:', () => {
  const dropping = (commit: string) =>
    migration('ALTER TABLE notes DROP COLUMN author', `// Contract: unused since ${commit}`);

  it('when that version runs', async () => {
    expect(await found(dropping(running))).toEqual([]);
  });

  it('but not together with the change that stops using it', async () => {
    const stopsUsingIt = await clone.commit({ 'apps/order-service/src/notes.ts': 'export {};\n' });
    expect(await found(dropping(stopsUsingIt))).toEqual([
      {
        file: `${folder}/2-change.ts`,
        reason: expect.stringContaining(`(${stopsUsingIt}) does not run yet`) as string,
      },
    ]);
  });

  it('and a commit that does not exist proves nothing', async () => {
    expect(await found(dropping('v99.0.0'))).toHaveLength(1);
  });
});
