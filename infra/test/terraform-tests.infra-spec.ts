import { OfflineAccount, stacksOf, varFileArguments, type StackName, type TerraformEnvironment } from '@fairway/infra';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { OtherTerraform } from './support/other-settings.js';
import { settings } from './support/settings.js';
import { it } from './support/stack-runs.js';

const terraform = join(process.cwd(), 'infra', 'terraform');

describe('every module and stack is complete', () => {
  it.for(globSync('{modules,stacks}/*', { cwd: terraform }).toSorted())('%s', (folder) => {
    expect(globSync('tests/*.tftest.hcl', { cwd: join(terraform, folder) })).not.toEqual([]);
    for (const file of ['main.tf', 'variables.tf', 'outputs.tf', 'versions.tf', 'README.md']) {
      expect(existsSync(join(terraform, folder, file)), `${folder}/${file}`).toBe(true);
    }
  });
});

// Runs with the settings of production and another team's names; all others run with those of dev.
const production = 'tests/production.tftest.hcl';
const stacks = globSync('stacks/*', { cwd: terraform }).toSorted();

describe('terraform test', () => {
  // Before the modules: at the end, the longest one would run alone.
  it.concurrent.for(stacks)('%s', async (folder, { runs: _ }) => {
    const stack = basename(folder) as StackName;
    const files = globSync('tests/*.tftest.hcl', { cwd: join(terraform, folder) }).filter(
      (file) => file !== production,
    );
    const environment = (stacksOf.shared as readonly string[]).includes(stack) ? 'shared' : 'dev';
    await runTests(environment, folder, [
      ...files.map((file) => `-filter=${file}`),
      ...varFileArguments(environment, stack),
    ]);
  });

  it.concurrent.for(globSync('modules/*', { cwd: terraform }).toSorted())('%s', (folder, { runs: _ }) =>
    runTests('dev', folder, []),
  );
});

// The stacks must work with every team's names: those of common.tfvars above, others here.
describe('terraform test of another project, account, region and repository', () => {
  let other: OtherTerraform;
  beforeAll(() => {
    other = new OtherTerraform();
  });
  afterAll(() => other[Symbol.dispose]());

  const shared = stacksOf.shared.map((stack) => ['shared', stack, ['-filter=tests/shared.tftest.hcl']] as const);
  const ofProduction = stacksOf.production.map((stack) => ['production', stack, [`-filter=${production}`]] as const);

  it.concurrent.for([...shared, ...ofProduction])('%s/%s', ([environment, stack, filter], { runs: _ }) =>
    runTests(environment, join('stacks', stack), [...filter, ...varFileArguments(environment, stack)], other.folder),
  );

  // Finds what a run with other names would find later, and covers the tests of dev as well.
  it.for(globSync('stacks/*/tests/*.tftest.hcl', { cwd: terraform }).toSorted())(
    '%s contains no name of common.tfvars',
    (file) => {
      const text = readFileSync(join(terraform, file), 'utf8');
      const own = [
        settings.accountId,
        settings.region,
        settings.repository,
        `${settings.project}-`,
        `${settings.project}/`,
      ];
      // A value that must be rejected may look like anything, and a second region is chosen independently of the first.
      const lines = text.split('\n').filter((line) => !/^\s*(#|repository\s*=|replication_region\s*=)/.test(line));
      expect(lines.filter((line) => own.some((name) => line.includes(name)))).toEqual([]);
    },
  );
});

async function runTests(
  environment: TerraformEnvironment,
  folder: string,
  args: readonly string[],
  source = terraform,
): Promise<void> {
  // A separate account for each: tests must not share the hand-overs of upstream stacks.
  using account = await OfflineAccount.open(process.cwd(), { source });
  const init = await account.terraform(environment, folder, ['init', '-no-color', '-backend=false']);
  expect(init.exitCode, init.stderr).toBe(0);
  const { exitCode, stdout, stderr } = await account.terraform(environment, folder, ['test', '-no-color', ...args]);
  expect(exitCode, [stdout, stderr].join('\n')).toBe(0);
}
