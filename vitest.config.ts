import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Where several files run at a time, the last one runs alone, so it should be short. In a new clone Vitest starts with the
 * largest files; these are small for their duration. Longest first.
 */
const longRunning = [
  'domain/test/chaos.e2e-spec.ts',
  'cli/test/new-services.e2e-spec.ts',
  'cli/test/local-run.e2e-spec.ts',
  'cli/test/readiness.int-spec.ts',
  'apps/event-processor/test/webhooks.int-spec.ts',
  // Not for their duration: the first deletes the cluster, the second the platform in it that the others use.
  'deploy/test/cluster-lifecycle.cluster-spec.ts',
  'deploy/test/deploy.cluster-spec.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = longRunning.findIndex((path) => moduleId.endsWith(`/${path}`));
      return index === -1 ? longRunning.length : index;
    };
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project.name);
    return [...byProject.values()].flatMap((sorted) => sorted.toSorted((a, b) => place(a) - place(b)));
  }
}

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

// What a test imports comes from the packages' sources; what it starts, services and commands, from dist/.
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

/** For projects whose tests start what is compiled: a test never runs with a stale dist/. */
const prepare = 'tools/prepare.setup.ts';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...source,
        test: {
          ...patience,
          name: 'unit',
          include: [
            '{apps,packages}/*/{src,test}/**/*.spec.ts',
            '{catalog,cli,infra,deploy,observability,bench,domain}/{src,test}/**/*.spec.ts',
          ],
        },
      },
      {
        ...source,
        test: {
          ...patience,
          name: 'integration',
          globalSetup: [prepare],
          include: [
            '{apps,packages}/*/test/**/*.int-spec.ts',
            '{catalog,deploy,observability,domain,cli}/test/**/*.int-spec.ts',
          ],
          // Most files wait most of the time, so two processors have time for three. Each file has its own servers,
          // ports and folders.
          maxWorkers: 3,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          name: 'infra',
          include: ['{infra,deploy,cli}/test/**/*.infra-spec.ts', 'tools/**/*.infra-spec.ts'],
          globalSetup: [prepare, 'infra/test/support/lifecycle.setup.ts'],
          // Terraform runs beside Terraform already, within a file.
          fileParallelism: false,
          maxConcurrency: 3,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          name: 'e2e',
          globalSetup: [prepare],
          include: ['{domain,cli}/test/**/*.e2e-spec.ts'],
          // Each file has its own platform, on ports of its own.
          maxWorkers: 2,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 1_500_000,
          hookTimeout: 900_000,
          name: 'alerts',
          globalSetup: [prepare],
          include: ['domain/test/**/*.alerts-spec.ts'],
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 1_500_000,
          hookTimeout: 900_000,
          name: 'restore',
          globalSetup: [prepare],
          include: ['domain/test/**/*.restore-spec.ts'],
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
          globalSetup: [prepare, 'deploy/test/support/cluster.setup.ts'],
          // All files act on one cluster.
          fileParallelism: false,
        },
      },
      {
        ...source,
        test: {
          ...patience,
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          name: 'releases',
          include: ['deploy/test/**/*.releases-spec.ts'],
          globalSetup: [prepare, 'deploy/test/support/cluster.setup.ts'],
        },
      },
    ],
  },
});
