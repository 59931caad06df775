import { OfflineAccount, stacksOf, varFileArguments, type StackName, type TerraformEnvironment } from '@fairway/infra';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect } from 'vitest';
import { it } from './support/stack-runs.js';

const terraform = join(process.cwd(), 'infra', 'terraform');

describe('every module and stack is whole', () => {
  it.for(globSync('{modules,stacks}/*', { cwd: terraform }).toSorted())('%s', (folder) => {
    expect(globSync('tests/*.tftest.hcl', { cwd: join(terraform, folder) })).not.toEqual([]);
    for (const file of ['main.tf', 'variables.tf', 'outputs.tf', 'versions.tf', 'README.md']) {
      expect(existsSync(join(terraform, folder, file)), `${folder}/${file}`).toBe(true);
    }
  });
});

const production = 'tests/production.tftest.hcl';
const stacks = globSync('stacks/*', { cwd: terraform }).toSorted();

describe('terraform test', () => {
  it.concurrent.for(globSync('modules/*', { cwd: terraform }).toSorted())('%s', (folder, { runs: _ }) => runTests('dev', folder, []));

  it.concurrent.for(stacks)('%s', async (folder, { runs: _ }) => {
    const stack = basename(folder) as StackName;
    const files = globSync('tests/*.tftest.hcl', { cwd: join(terraform, folder) }).filter((file) => file !== production);
    const environment = (stacksOf.shared as readonly string[]).includes(stack) ? 'shared' : 'dev';
    await runTests(environment, folder, [...files.map((file) => `-filter=${file}`), ...varFileArguments(environment, stack)]);
  });

  it.concurrent.for(stacks.filter((folder) => existsSync(join(terraform, folder, production))))('%s in production', (folder, { runs: _ }) =>
    runTests('production', folder, [`-filter=${production}`, ...varFileArguments('production', basename(folder) as StackName)]),
  );
});

async function runTests(environment: TerraformEnvironment, folder: string, args: readonly string[]): Promise<void> {
  // An account for each: what the upstream stacks of one test hand over must not meet that of another.
  using account = await OfflineAccount.open(process.cwd());
  const init = await account.terraform(environment, folder, ['init', '-no-color', '-backend=false']);
  expect(init.exitCode, init.stderr).toBe(0);
  const { exitCode, stdout, stderr } = await account.terraform(environment, folder, ['test', '-no-color', ...args]);
  expect(exitCode, [stdout, stderr].join('\n')).toBe(0);
}
