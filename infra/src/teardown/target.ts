import { FairwayError } from '@fairway/errors';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformEnvironment } from '../terraform/stacks.js';

export type TeardownEnvironment = Exclude<TerraformEnvironment, 'shared'>;

/** What is torn down, and where. */
export interface Target {
  readonly environment: TeardownEnvironment;
  readonly project: string;
  readonly region: string;
  readonly accountId: string;
  /** The name of the cluster, and the prefix of everything in Terraform: `<project>-<environment>`. */
  readonly name: string;
}

/** @throws FairwayError prerequisite_missing when one of these settings is missing */
export function readTarget(root: string, environment: TeardownEnvironment): Target {
  const project = commonSetting(root, 'project');
  return {
    environment,
    project,
    region: commonSetting(root, 'region'),
    accountId: commonSetting(root, 'account_id'),
    name: `${project}-${environment}`,
  };
}

/** A setting of all environments. @throws FairwayError prerequisite_missing when it is missing */
export function commonSetting(root: string, name: 'project' | 'region' | 'account_id' | 'repository'): string {
  const file = 'infra/terraform/environments/common.tfvars';
  const value = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, 'm').exec(readFileSync(join(root, file), 'utf8'))?.[1];
  if (value !== undefined) return value;
  throw new FairwayError('prerequisite_missing', `${file} does not set ${name}.`, {
    hint: `Set it: ${name} = "..."`,
  });
}
