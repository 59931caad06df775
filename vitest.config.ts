import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';

/** Removes one rule from messaging, for `npm run test:mutations`: the test of that rule must then fail. */
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
          throw new Error(`${mutation.file} no longer contains the text of "${mutation.rule}".`);
        return code.replace(mutation.find, () => mutation.replace);
      },
    },
  ];
}

// The packages' sources, not their builds, so that a test never runs with a stale dist/.
const source = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  plugins: withoutRule(process.env['FAIRWAY_WITHOUT_RULE']),
};

// Limits end a test that hangs; they do not judge how fast a machine is. Vitest's own are one second and five seconds.
const patience = {
  testTimeout: Number(process.env['FAIRWAY_TEST_TIMEOUT_MS'] ?? 300_000),
  hookTimeout: 600_000,
  expect: { poll: { timeout: 120_000, interval: 20 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          ...patience,
          name: 'unit',
          include: [
            '{apps,packages}/*/{src,test}/**/*.spec.ts',
            '{catalog,cli,infra,deploy,bench,domain}/{src,test}/**/*.spec.ts',
          ],
        },
      },
      {
        ...source,
        test: {
          ...patience,
          name: 'integration',
          include: ['{apps,packages}/*/test/**/*.int-spec.ts', '{catalog,deploy,domain,cli}/test/**/*.int-spec.ts'],
          // Most files wait most of the time. Each has its own servers, ports and folders.
          maxWorkers: 2,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          name: 'infra',
          include: ['{infra,deploy,cli}/test/**/*.infra-spec.ts', 'tools/**/*.infra-spec.ts'],
          globalSetup: ['infra/test/support/lifecycle.setup.ts'],
          // Terraform runs beside Terraform already, within a file.
          fileParallelism: false,
          maxConcurrency: 2,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          name: 'e2e',
          include: ['{domain,cli}/test/**/*.e2e-spec.ts'],
          fileParallelism: false,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          name: 'cluster',
          include: ['deploy/test/**/*.cluster-spec.ts'],
          globalSetup: ['deploy/test/support/cluster.setup.ts'],
          // All files act on one cluster.
          fileParallelism: false,
        },
      },
    ],
  },
});
