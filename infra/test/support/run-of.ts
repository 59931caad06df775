import type { Run, StackName, TerraformEnvironment } from '@fairway/infra';
import { settings } from './settings.js';

/** What a rule is told of the run: the command's words and the committed settings. */
export function runOf(environment: TerraformEnvironment, stack: StackName): Run {
  const { project, accountId, repository } = settings;
  return { environment, stack, project, accountId, repository };
}
