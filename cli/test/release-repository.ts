import { serviceNames } from '@fairway/catalog';
import { Git, type ReleaseRecord } from '@fairway/deploy';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const digestOf = (seed: string) => `sha256:${seed.repeat(64).slice(0, 64)}`;
export const imagesOf = (seed: string, commit: string) =>
  Object.fromEntries([...serviceNames, 'database-bootstrap'].map((name) => [name, { digest: digestOf(seed), commit }]));
export const recordOf = (environment: string, commit: string, changed: Partial<ReleaseRecord> = {}): ReleaseRecord => ({
  id: `20261130T120000Z-${commit.slice(0, 8)}`,
  environment,
  action: 'deploy',
  version: null,
  commit,
  catalog: '',
  images: imagesOf('a', commit),
  from: null,
  by: 'Ada',
  run: null,
  overrides: {},
  startedAt: '2026-11-30T12:00:00.000Z',
  finishedAt: '2026-11-30T12:01:00.000Z',
  result: 'succeeded',
  failure: null,
  ...changed,
});
/** A repository with what a deployment reads, and its remote. */
export class ReleaseRepository implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'fairway-release-'));
  readonly root = join(this.#folder, 'clone');
  readonly git: Git;
  readonly #env = {
    ...process.env,
    HOME: this.#folder,
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@localhost',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@localhost',
  };

  private constructor() {
    mkdirSync(this.root);
    mkdirSync(join(this.#folder, 'origin.git'));
    this.git = new Git(this.root, this.#env);
  }

  static async open(): Promise<ReleaseRepository> {
    const repository = new ReleaseRepository();
    await repository.#fill();
    return repository;
  }

  async #fill(): Promise<void> {
    await new Git(join(this.#folder, 'origin.git'), this.#env).run(['init', '--quiet', '--bare']);
    await this.git.run(['init', '--quiet', '--initial-branch=main']);
    await this.git.run(['remote', 'add', 'origin', join(this.#folder, 'origin.git')]);
    for (const path of [
      'deploy/kubernetes',
      'infra/terraform/environments',
      'infra/terraform/generated',
      'package.json',
    ])
      cpSync(path, join(this.root, path), { recursive: true });
    writeFileSync(join(this.root, '.gitignore'), '.fairway/\n');
  }

  async commit(files: Readonly<Record<string, string>> = {}): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(this.root, path, '..'), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    await this.git.run(['add', '--all']);
    await this.git.run(['commit', '--quiet', '--allow-empty', '--message', 'Change']);
    return await this.git.run(['rev-parse', 'HEAD']);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
