import { offlineProviderConfig, runProgram, type Outcome } from '@fairway/infra';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextIn } from './command-context.js';
import { SmallRepository } from './small-repository.js';

/** The resources of the small stack. */
export const addresses = (count: number, note = 'plain') =>
  `resource "aws_eip" "this" {\n  count  = ${count}\n  domain = "vpc"\n  tags = { note = "${note}" }\n}\n`;

/** A small repository whose stack is planned and applied by Terraform itself, and a bucket that keeps its plans. */
export class PlannedRepository implements Disposable {
  readonly repository: SmallRepository;
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-planned-'));
  readonly #env: NodeJS.ProcessEnv;
  readonly bucket = join(this.#folder, 'bucket');

  private constructor(providerConfig: string) {
    this.repository = new SmallRepository('network', addresses(1));
    const { root } = this.repository;
    writeFileSync(
      join(root, 'infra/terraform/environments/dev/backend.hcl'),
      'bucket = "state-of-tests"\nregion = "eu-central-1"\n',
    );
    writeFileSync(join(this.stackFolder, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
    const store = join(this.#folder, 'parameters');
    const bin = join(this.#folder, 'bin');
    for (const folder of [store, bin, this.bucket]) mkdirSync(folder);
    writeFileSync(join(bin, 'aws'), fakeS3(this.bucket));
    chmodSync(join(bin, 'aws'), 0o755);
    this.#env = {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      TF_CLI_CONFIG_FILE: providerConfig,
      TF_IN_AUTOMATION: 'true',
      OFFLINE_AWS_STORE: store,
    };
  }

  static async open(): Promise<PlannedRepository> {
    const planned = new PlannedRepository(await offlineProviderConfig(process.cwd(), process.env));
    await planned.#must('init');
    return planned;
  }

  get stackFolder(): string {
    return join(this.repository.root, 'infra/terraform/stacks/network');
  }

  get planFile(): string {
    return join(this.stackFolder, 'plan.out');
  }

  get state(): string {
    return readFileSync(join(this.stackFolder, 'terraform.tfstate'), 'utf8');
  }

  get kept(): string[] {
    return globSync('**/*.plan', { cwd: this.bucket });
  }

  context(env: NodeJS.ProcessEnv = {}) {
    return contextIn(this.repository.root, { ...this.#env, ...env });
  }

  terraform(...args: string[]): Promise<Outcome> {
    return runProgram('terraform', args, { cwd: this.stackFolder, env: this.#env });
  }

  /** As the workflow does it. */
  async plan(resources: string): Promise<void> {
    this.repository.change(resources);
    const varFile = '-var-file=../../environments/common.tfvars';
    await this.#must('plan', '-no-color', '-lock=false', '-out=plan.out', varFile);
  }

  async #must(...args: string[]): Promise<void> {
    const { exitCode, stderr } = await this.terraform(...args);
    if (exitCode !== 0) throw new Error(`terraform ${args.join(' ')} failed:\n${stderr}`);
  }

  [Symbol.dispose](): void {
    this.repository[Symbol.dispose]();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Like the bucket of the state, it refuses to write a plan that exists, or without the condition that it must not exist. */
const fakeS3 = (folder: string) => `#!/bin/sh
test "$1 $3 $4 $5 $6" = "s3api --region eu-central-1 --bucket state-of-tests" || { echo "unexpected: $*" >&2; exit 2; }
object="${folder}/$8"
case $2 in
  put-object)
    test "\${11} \${12}" = "--if-none-match *" || { echo AccessDenied >&2; exit 254; }
    test ! -e "$object" || { echo PreconditionFailed >&2; exit 254; }
    mkdir -p "$(dirname "$object")" && cp "\${10}" "$object" ;;
  get-object) cp "$object" "$9" 2>/dev/null || { echo NoSuchKey >&2; exit 254; } ;;
esac
`;
