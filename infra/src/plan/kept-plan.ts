import { FairwayError } from '@fairway/errors';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, type Argv } from '../teardown/step.js';
import type { Programs } from '../teardown/programs.js';
import type { StackInEnvironment } from '../terraform/changed-stacks.js';
import type { Plan } from './plan.js';
import { summaryOf, type PlanSummary } from './plan-summary.js';

/**
 * What a plan is kept for: pull requests keep theirs for review, main keeps those that are applied. The roles of AWS
 * separate them: what a pull request keeps cannot be applied.
 */
export type PlanPurpose = 'review' | 'apply';

export interface KeptPlan extends PlanSummary {
  /** Its name in the bucket of the state. */
  readonly key: string;
  readonly sha256: string;
}

const planFile = (root: string, { stack }: StackInEnvironment) =>
  join(root, 'infra', 'terraform', 'stacks', stack, 'plan.out');

/**
 * Reads the plan that `terraform plan -out=plan.out` has written in the folder of the stack.
 * @throws FairwayError prerequisite_missing without a plan, failed with Terraform's message
 */
export async function readPlan(root: string, planned: StackInEnvironment, programs: Programs): Promise<PlanSummary> {
  const file = planFile(root, planned);
  if (!existsSync(file))
    throw new FairwayError('prerequisite_missing', `There is no ${file}.`, {
      hint: 'Run `terraform plan -out=plan.out` in the folder of the stack first.',
    });
  const folder = join(file, '..');
  const shown = await succeed(['terraform', `-chdir=${folder}`, 'show', '-no-color', '-json', file], programs);
  return summaryOf(planned, JSON.parse(shown) as Plan);
}

/**
 * Uploads the plan of a stack to the bucket of its state, under the current commit and its own checksum. The bucket
 * refuses a second upload of the same name.
 * @throws FairwayError failed with the message of Terraform, git or AWS
 */
export async function keepPlan(
  root: string,
  planned: StackInEnvironment,
  purpose: PlanPurpose,
  programs: Programs,
): Promise<KeptPlan> {
  const summary = await readPlan(root, planned, programs);
  const file = planFile(root, planned);
  const sha256 = sha256Of(file);
  const key = await keyOf(root, planned, purpose, sha256, programs);
  const { bucket, region } = backendOf(root, planned);
  const where = ['--region', region, '--bucket', bucket, '--key', key] as const;
  await succeed(['aws', 's3api', 'put-object', ...where, '--body', file, '--if-none-match', '*'], programs);
  return { ...summary, key, sha256 };
}

/**
 * Downloads the plan that main kept for this commit, for `terraform apply plan.out`. Terraform itself refuses it, under its
 * lock, if the state has changed since.
 * @param sha256 the checksum that was recorded when the plan was made; not read from the bucket
 * @throws FairwayError failed when the file is another one; then nothing remains to be applied
 */
export async function fetchPlan(
  root: string,
  planned: StackInEnvironment,
  sha256: string,
  programs: Programs,
): Promise<{ readonly key: string; readonly path: string }> {
  const path = planFile(root, planned);
  rmSync(path, { force: true });
  const key = await keyOf(root, planned, 'apply', sha256, programs);
  const { bucket, region } = backendOf(root, planned);
  await succeed(['aws', 's3api', 'get-object', '--region', region, '--bucket', bucket, '--key', key, path], programs);
  const found = sha256Of(path);
  if (found === sha256) return { key, path };
  rmSync(path);
  throw new FairwayError('failed', `The plan ${key} is not the one that was reviewed: its SHA-256 is ${found}.`, {
    hint: 'Nothing was applied. Find out who wrote it (the audit trail records every access to the bucket), then plan again.',
  });
}

async function keyOf(
  root: string,
  { environment, stack }: StackInEnvironment,
  purpose: PlanPurpose,
  sha256: string,
  programs: Programs,
): Promise<string> {
  const commit = (await succeed(['git', '-C', root, 'rev-parse', '--verify', 'HEAD'], programs)).trim();
  return `plans/${purpose}/${environment}/${commit}/${stack}-${sha256}.plan`;
}

const sha256Of = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

function backendOf(root: string, { environment }: StackInEnvironment): { bucket: string; region: string } {
  const file = join('infra', 'terraform', 'environments', environment, 'backend.hcl');
  const text = readFileSync(join(root, file), 'utf8');
  const setting = (name: string) => {
    const value = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, 'm').exec(text)?.[1];
    if (value !== undefined) return value;
    throw new FairwayError('prerequisite_missing', `${file} does not set ${name}.`, { hint: 'Set it, as in git.' });
  };
  return { bucket: setting('bucket'), region: setting('region') };
}

async function succeed(argv: Argv, programs: Programs): Promise<string> {
  const { exitCode, stdout, stderr } = await programs.read(argv);
  if (exitCode === 0) return stdout;
  throw new FairwayError('failed', `\`${commandLine(argv)}\` failed:\n${stderr.trim()}`, {
    hint: 'Fix the error above; nothing was applied.',
  });
}
