import { FairwayError } from '@fairway/errors';
import { runProgram } from './program.js';
import { stacksOf, terraformEnvironments, type StackName, type TerraformEnvironment } from './stacks.js';

/** One state: a stack in an environment. */
export interface StackInEnvironment {
  readonly environment: TerraformEnvironment;
  readonly stack: StackName;
}

/** What pipelines plan: everything but the stack that contains the state itself, which an administrator applies once. */
export const plannedStacks: readonly StackInEnvironment[] = terraformEnvironments
  .flatMap((environment) => stacksOf[environment].map((stack) => ({ environment, stack })))
  .filter(({ stack }) => stack !== 'bootstrap');

/** @param name such as `dev/network` @throws FairwayError usage for one that pipelines do not plan */
export function stackNamed(name: string): StackInEnvironment {
  const found = plannedStacks.find(({ environment, stack }) => `${environment}/${stack}` === name);
  if (found !== undefined) return found;
  throw new FairwayError('usage', `There is no stack "${name}".`, {
    hint: `Use one of ${plannedStacks.map(({ environment, stack }) => `${environment}/${stack}`).join(', ')}.`,
  });
}

/**
 * The stacks whose plan can differ from that of a git revision, in the order of apply.
 * @param reference a branch, tag or commit; compared with the tracked files as they are now
 * @throws FairwayError usage when git does not know it
 */
export async function stacksChangedSince(
  root: string,
  reference: string,
  env: NodeJS.ProcessEnv,
): Promise<StackInEnvironment[]> {
  // Without renames: a file that moves from one stack to another changes both.
  const args = ['diff', '--name-only', '--no-renames', '-z', '--end-of-options', reference, '--'];
  const { exitCode, stdout, stderr } = await runProgram('git', args, { cwd: root, env });
  if (exitCode === 0) return stacksAffectedBy(stdout.split('\0').filter((path) => path !== ''));
  throw new FairwayError('usage', `git cannot compare this tree with "${reference}":\n${stderr.trim()}`, {
    hint: 'Give an existing branch, tag or commit, for example origin/main; a shallow clone must fetch it first.',
  });
}

/**
 * The stacks that read one of the files. A file of `infra/terraform` that is not known to belong to some stacks belongs to
 * all: modules, the generated catalogue, common settings, and what someone adds later.
 * @param paths from the root of the repository
 */
export function stacksAffectedBy(paths: readonly string[]): StackInEnvironment[] {
  const readers = paths.map(readersOf);
  return plannedStacks.filter((planned) => readers.some((reads) => reads(planned)));
}

function readersOf(path: string): (planned: StackInEnvironment) => boolean {
  // They do the planning.
  if (/^\.github\/(actions|workflows\/terraform-)/.test(path)) return () => true;
  const [, file] = /^infra\/terraform\/(.+)$/.exec(path) ?? [];
  // No plan reads documents and tests.
  if (file === undefined || /\.md$|(^|\/)tests\//.test(file)) return () => false;
  const [, ofStack] = /^stacks\/([^/]+)\//.exec(file) ?? [];
  if (ofStack !== undefined) return ({ stack }) => stack === ofStack;
  const [, ofEnvironment, name] = /^environments\/([^/]+)\/(.+)$/.exec(file) ?? [];
  if (ofEnvironment === undefined) return () => true;
  const [, settings] = /^(.+)\.tfvars$/.exec(name ?? '') ?? [];
  return ({ environment, stack }) => environment === ofEnvironment && (settings === undefined || settings === stack);
}
