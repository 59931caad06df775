import type { Run, StackName, TerraformEnvironment } from '@fairway/infra';
import { settings } from './settings.js';

/** What a rule knows of the run: the command's arguments and the committed settings. */
export function runOf(
  environment: TerraformEnvironment,
  stack: StackName,
  { project, accountId, repository } = settings,
): Run {
  return { environment, stack, project, accountId, repository };
}
