import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { settings } from '../../infra/test/support/settings.js';

const provider = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.60"
    }
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]
}
`;

// Independent of the developer's own git configuration for signatures, hooks and line endings.
const gitEnvironment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/**
 * A git repository like ours, with one small stack, so that whole commands run in seconds. Its tag `empty`
 * precedes that stack.
 */
export class SmallRepository implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'fairway-small-'));
  readonly #stack: 'network' | 'data';

  /** @param resources in HCL */
  constructor(stack: 'network' | 'data', resources: string) {
    this.#stack = stack;
    symlinkSync(join(process.cwd(), 'tools'), join(this.root, 'tools'));
    this.#write('.gitignore', 'tools\n');
    this.git('init', '--quiet', '--initial-branch=main');
    this.#commit('empty');
    this.git('tag', 'empty');
    const environments = 'infra/terraform/environments';
    this.#write(
      `${environments}/common.tfvars`,
      `project = "fairway"\nregion = "us-east-1"\naccount_id = "111122223333"\nrepository = "${settings.repository}"\n`,
    );
    for (const environment of ['dev', 'production']) this.#write(`${environments}/${environment}/${stack}.tfvars`, '');
    this.change(resources);
    this.#commit('a stack');
  }

  /** Writes other resources without committing them. */
  change(resources: string): void {
    this.#write(`infra/terraform/stacks/${this.#stack}/main.tf`, provider + resources);
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', env: gitEnvironment }).trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }

  #commit(message: string): void {
    this.git('add', '.');
    this.git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '-m', message);
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }
}
