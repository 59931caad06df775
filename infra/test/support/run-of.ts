import type { Run, StackName, TerraformEnvironment } from '@fairway/infra';
import { settings } from './settings.js';

/** What a rule is told of the run: the command's words and the committed settings. */
export function runOf(
  environment: TerraformEnvironment,
  stack: StackName,
  { project, accountId, repository } = settings,
): Run {
  return { environment, stack, project, accountId, repository };
}
