import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

/** Takes one rule out of messaging, for `npm run test:mutations`: the test of that rule must then fail. */
function withoutRule(rule: string | undefined): Plugin[] {
  if (rule === undefined) return [];
  const text = readFileSync(new URL('packages/messaging/test/mutations.json', import.meta.url), 'utf8');
  const mutations = JSON.parse(text) as { rule: string; file: string; find: string; replace: string }[];
  const mutation = mutations.find((candidate) => candidate.rule === rule);
  if (mutation === undefined) throw new Error(`There is no rule "${rule}" in mutations.json.`);
  return [
    {
      name: 'without-rule',
      enforce: 'pre',
      transform(code, id) {
        if (!id.endsWith(`/packages/messaging/src/${mutation.file}`)) return null;
        if (!code.includes(mutation.find))
          throw new Error(`${mutation.file} no longer has the text of "${mutation.rule}".`);
        return code.replace(mutation.find, () => mutation.replace);
      },
    },
  ];
}

// The packages' sources, not their builds: a test never runs against a stale dist/.
const source = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  plugins: withoutRule(process.env['FAIRWAY_WITHOUT_RULE']),
};

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: [
            '{apps,packages}/*/{src,test}/**/*.spec.ts',
            '{catalog,cli,infra,bench,domain}/{src,test}/**/*.spec.ts',
          ],
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: ['{apps,packages}/*/test/**/*.int-spec.ts', '{catalog,domain,cli}/test/**/*.int-spec.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Two cores: one file at a time keeps brokers and databases quick, and the results steady.
          fileParallelism: false,
        },
      },
      {
        ...source,
        test: {
          name: 'infra',
          include: ['{infra,cli}/test/**/*.infra-spec.ts', 'tools/**/*.infra-spec.ts'],
          globalSetup: ['infra/test/support/lifecycle.setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // Terraform runs beside Terraform already, within a file.
          fileParallelism: false,
          maxConcurrency: 2,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['{domain,cli}/test/**/*.e2e-spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
