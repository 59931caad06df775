import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Git } from '../../src/release/git.js';

/** A bare repository and its clones, in a temporary folder; without the Git settings of this user. */
export class GitSandbox implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-git-'));
  readonly origin = join(this.folder, 'origin.git');
  readonly env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: this.folder,
    GIT_CONFIG_NOSYSTEM: '1',
  };

  static async create(): Promise<GitSandbox> {
    const sandbox = new GitSandbox();
    mkdirSync(sandbox.origin);
    await new Git(sandbox.origin, sandbox.env).run(['init', '--quiet', '--bare', '--initial-branch=main']);
    return sandbox;
  }

  async clone(name: string, ...options: readonly string[]): Promise<Clone> {
    const root = join(this.folder, name);
    mkdirSync(root);
    const git = new Git(root, this.env);
    await git.run(['clone', '--quiet', ...options, `file://${this.origin}`, '.']);
    return new Clone(root, git);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

export class Clone {
  readonly root: string;
  readonly git: Git;

  constructor(root: string, git: Git) {
    this.root = root;
    this.git = git;
  }

  /** Commits files by their paths. @returns the commit */
  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    await this.git.run(['add', '--all']);
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    await this.git.run([...identity, 'commit', '--quiet', '--allow-empty', '--message', 'Change']);
    return await this.git.run(['rev-parse', 'HEAD']);
  }
}
