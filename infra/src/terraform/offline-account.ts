import { FairwayError } from '@fairway/errors';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan, State } from '../plan/plan.js';
import { needs, offlineProviderConfig } from './offline-provider.js';
import { runProgram, type Outcome } from './program.js';
import { varFileArguments, type StackName, type TerraformEnvironment } from './stacks.js';

/**
 * An AWS account in a temporary folder: copies of `infra/terraform`, one per environment, their state, and the
 * parameters that stacks hand over. Nothing is written to the repository, in particular no lock file with the offline
 * provider's checksum.
 */
export class OfflineAccount implements Disposable {
  readonly #source: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-terraform-'));
  readonly #env: NodeJS.ProcessEnv;

  private constructor(source: string, providerConfig: string, env: NodeJS.ProcessEnv) {
    this.#source = source;
    const store = join(this.#folder, 'parameters');
    mkdirSync(store);
    const inherited = Object.entries(env).filter(([name]) => !name.startsWith('TF_') && !name.startsWith('AWS_'));
    this.#env = {
      ...Object.fromEntries(inherited),
      TF_CLI_CONFIG_FILE: providerConfig,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      OFFLINE_AWS_STORE: store,
    };
  }

  /**
   * @param root the repository, whose tools are used
   * @param source a folder like `infra/terraform`; not the repository's own for an earlier revision
   * @throws FairwayError prerequisite_missing without Terraform or Go
   */
  static async open(
    root: string,
    { env = process.env, source = join(root, 'infra', 'terraform') }: { env?: NodeJS.ProcessEnv; source?: string } = {},
  ): Promise<OfflineAccount> {
    await needs('terraform', ['version'], root, env);
    return new OfflineAccount(source, await offlineProviderConfig(root, env), env);
  }

  /**
   * Runs Terraform in the folder of a stack or module (`modules/bucket`) and returns its output, whether it fails or
   * not.
   */
  terraform(environment: TerraformEnvironment, folder: string, args: readonly string[]): Promise<Outcome> {
    return runProgram('terraform', args, { cwd: join(this.#copyFor(environment), folder), env: this.#env });
  }

  /** @throws FairwayError failed with Terraform's message */
  async init(environment: TerraformEnvironment, stack: StackName): Promise<void> {
    await this.#must(environment, stack, ['init', '-no-color']);
  }

  /**
   * What Terraform would build. The stack must be initialised, and its predecessors in the environment applied.
   * @throws FairwayError failed with Terraform's message
   */
  async plan(environment: TerraformEnvironment, stack: StackName): Promise<Plan> {
    await this.#must(environment, stack, [
      'plan',
      '-no-color',
      '-out=plan.out',
      ...varFileArguments(environment, stack),
    ]);
    const { stdout } = await this.#must(environment, stack, ['show', '-no-color', '-json', 'plan.out']);
    return JSON.parse(stdout) as Plan;
  }

  /**
   * Applies the last plan.
   * @throws FairwayError failed with Terraform's message
   */
  async apply(environment: TerraformEnvironment, stack: StackName): Promise<State> {
    await this.#must(environment, stack, ['apply', '-no-color', 'plan.out']);
    const { stdout } = await this.#must(environment, stack, ['show', '-no-color', '-json']);
    return JSON.parse(stdout) as State;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #must(environment: TerraformEnvironment, stack: StackName, args: readonly string[]): Promise<Outcome> {
    const outcome = await this.terraform(environment, join('stacks', stack), args);
    if (outcome.exitCode === 0) return outcome;
    // Errors go to standard error; the plan's thousand lines on standard output are not errors.
    const said = (outcome.stderr || outcome.stdout).trim();
    throw new FairwayError('failed', `terraform ${args[0]} of ${environment}/${stack} failed:\n${said}`, {
      hint: 'Fix the errors of Terraform above.',
    });
  }

  #copyFor(environment: TerraformEnvironment): string {
    const copy = join(this.#folder, environment, 'terraform');
    if (existsSync(copy)) return copy;
    cpSync(this.#source, copy, { recursive: true, filter: (path) => !path.includes('.terraform') });
    // The committed backend is a bucket; here the state is stored beside the stack.
    for (const stack of readdirSync(join(copy, 'stacks'))) {
      writeFileSync(join(copy, 'stacks', stack, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
    }
    return copy;
  }
}
