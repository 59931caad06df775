import { defineConfig } from 'vitest/config';

// The packages' sources, not their builds: a test never runs against a stale dist/.
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: { name: 'unit', include: ['{apps,packages}/*/src/**/*.spec.ts', '{catalog,cli,bench}/src/**/*.spec.ts'] },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: ['{apps,packages}/*/test/**/*.int-spec.ts', '{catalog,cli}/test/**/*.int-spec.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Two cores: one file at a time keeps brokers and databases quick, and the results steady.
          fileParallelism: false,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['cli/test/**/*.e2e-spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
