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
  const file = 'infra/terraform/environments/common.tfvars';
  const text = readFileSync(join(root, file), 'utf8');
  const setting = (name: string): string => {
    const value = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, 'm').exec(text)?.[1];
    if (value !== undefined) return value;
    throw new FairwayError('prerequisite_missing', `${file} does not set ${name}.`, {
      hint: `Set it: ${name} = "..."`,
    });
  };
  const project = setting('project');
  return {
    environment,
    project,
    region: setting('region'),
    accountId: setting('account_id'),
    name: `${project}-${environment}`,
  };
}
