import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plannedStacks, stacksAffectedBy } from './changed-stacks.js';

const affected = (...paths: string[]) =>
  stacksAffectedBy(paths).map(({ environment, stack }) => `${environment}/${stack}`);
const all = plannedStacks.map(({ environment, stack }) => `${environment}/${stack}`);

it('pipelines plan all stacks but the one that contains the state', () => {
  expect(all).toEqual([
    'shared/global',
    'dev/network',
    'dev/data',
    'dev/cluster',
    'production/network',
    'production/data',
    'production/cluster',
  ]);
});

describe('a change of', () => {
  it.each([
    ['a stack', ['infra/terraform/stacks/data/kafka.tf'], ['dev/data', 'production/data']],
    ['a stack of both', ['infra/terraform/stacks/global/github.tf'], ['shared/global']],
    [
      'the locked provider',
      ['infra/terraform/stacks/network/.terraform.lock.hcl'],
      ['dev/network', 'production/network'],
    ],
    ['settings', ['infra/terraform/environments/dev/cluster.tfvars'], ['dev/cluster']],
    [
      'the place of the state',
      ['infra/terraform/environments/dev/backend.hcl'],
      ['dev/network', 'dev/data', 'dev/cluster'],
    ],
    [
      'two things',
      ['infra/terraform/environments/dev/data.tfvars', 'infra/terraform/stacks/global/dns.tf'],
      ['shared/global', 'dev/data'],
    ],
    ['a module', ['infra/terraform/modules/bucket/main.tf'], all],
    ['the catalogue', ['infra/terraform/generated/catalog.json'], all],
    ['common settings', ['infra/terraform/environments/common.tfvars'], all],
    ['something new', ['infra/terraform/templates/user-data.sh'], all],
    ['the workflow', ['.github/workflows/terraform-plan.yml'], all],
    ['an action', ['.github/actions/setup-terraform/action.yml'], all],
    [
      'tests',
      ['infra/terraform/stacks/data/tests/dev.tftest.hcl', 'infra/terraform/modules/eks/tests/eks.tftest.hcl'],
      [],
    ],
    ['documents', ['infra/terraform/README.md', 'infra/terraform/modules/eks/README.md'], []],
    ['a service', ['apps/auth-service/src/main.ts', '.github/workflows/pull-request.yml'], []],
    ['nothing', [], []],
  ])('%s', (_, paths, stacks) => expect(affected(...paths)).toEqual(stacks));
});

// Otherwise a change of such a file would not plan the stack that reads it.
it('a stack reads no file of another stack or of an environment', () => {
  const references = globSync('infra/terraform/{stacks,modules}/*/*.tf').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"(?:\$\{path\.(?:module|root)\}\/)?(\.{1,2}\/[^"$]*)"/g)].map(
      ([, path = '']) => ({ file, target: normalize(join(dirname(file), path)) }),
    ),
  );
  expect(references.length).toBeGreaterThan(30);
  const plansAll = ({ target }: { target: string }) => stacksAffectedBy([`${target}/main.tf`]).length === all.length;
  expect(references.filter((reference) => !plansAll(reference))).toEqual([]);
});
