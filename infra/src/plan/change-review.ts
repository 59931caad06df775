import { costDifference, type CostDifference } from '../cost/cost-difference.js';
import { costReport } from '../cost/cost-report.js';
import type { Revision } from '../cost/revision.js';
import type { Finding, Run } from '../policy/finding.js';
import { rules } from '../policy/rules.js';
import { commonSetting } from '../teardown/target.js';
import { buildEnvironments, type BuiltEnvironment } from '../terraform/built-environments.js';
import { terraformEnvironments } from '../terraform/stacks.js';

/** What our own checks say about a change of Terraform, from an offline account: no value in it is of the real one. */
export interface ChangeReview {
  readonly monthlyUsd: number;
  readonly difference: CostDifference;
  readonly findings: readonly RuleFinding[];
}

export interface RuleFinding extends Finding, Pick<Run, 'environment' | 'stack'> {
  readonly rule: string;
}

/**
 * Builds all environments, as they are and as they were at a revision.
 * @throws FairwayError when a stack cannot be planned, or when Terraform or Go is missing
 */
export async function reviewChange(root: string, { source }: Revision, env: NodeJS.ProcessEnv): Promise<ChangeReview> {
  const built = await buildEnvironments(root, terraformEnvironments, { env });
  const before = source === undefined ? [] : await buildEnvironments(root, terraformEnvironments, { env, source });
  const cost = costReport(built);
  return {
    monthlyUsd: cost.monthlyUsd,
    difference: costDifference(costReport(before), cost),
    findings: built.flatMap((environment) => findingsIn(root, environment)),
  };
}

function findingsIn(root: string, { environment, stacks }: BuiltEnvironment): RuleFinding[] {
  const settings = {
    project: commonSetting(root, 'project'),
    accountId: commonSetting(root, 'account_id'),
    repository: commonSetting(root, 'repository'),
  };
  return stacks.flatMap(({ stack, resources, outputs = {} }) =>
    Object.entries(rules).flatMap(([rule, check]) =>
      check({ outputs, root_module: { resources } }, { environment, stack, ...settings }).map((finding) => ({
        ...finding,
        environment,
        stack,
        rule,
      })),
    ),
  );
}
