import { Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Redacted } from '../src/config/redacted.js';
import { createDataSource } from '../src/database/data-source.js';

let testbed: Testbed;
let postgres: TestPostgres;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
});
afterAll(() => testbed.close());

describe('a statement with the prefix "prepared"', () => {
  it('is prepared once per session, and other statements are not', async () => {
    const database = await createDataSource({
      url: new Redacted(await postgres.createDatabase('prepared')),
      poolSize: 1,
      applicationName: 'prepared-statements',
      entities: [],
      migrations: [],
      statementTimeoutMs: 10_000,
    }).initialize();
    try {
      const marked = '/* prepared */ SELECT $1::integer + 1 AS next';
      for (const [given, next] of [
        [1, 2],
        [41, 42],
      ] as const) {
        expect(await database.query(marked, [given])).toEqual([{ next }]);
        expect(
          await database.transaction((manager) => manager.query('SELECT $1::integer - 1 AS previous', [next])),
        ).toEqual([{ previous: given }]);
      }
      const prepared: unknown = await database.query(
        'SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements',
      );
      expect(prepared).toEqual([{ statement: marked, runs: '2' }]);
    } finally {
      await database.destroy();
    }
  });
});
