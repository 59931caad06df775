import { serviceNames } from '@fairway/catalog';
import { Git } from '@fairway/deploy';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { localRemote } from './local-place.js';

/** A clone of the repository in which changes are made and merged; the cluster and the records are those of the repository. */
export class RehearsalClone implements Disposable {
  readonly root: string;
  readonly git: Git;

  private constructor(root: string, git: Git) {
    this.root = root;
    this.git = git;
  }

  /** @param root the repository; what is not committed there is not in the clone */
  static async of(root: string, env: NodeJS.ProcessEnv): Promise<RehearsalClone> {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-rehearsal-'));
    const clone = new RehearsalClone(folder, new Git(folder, env, await localRemote(root, env)));
    try {
      await clone.git.run(['clone', '--quiet', '--no-tags', root, '.']);
      for (const [name, value] of [
        ['user.name', 'Rehearsal'],
        ['user.email', 'rehearsal@localhost'],
      ] as const)
        await clone.git.run(['config', name, value]);
      mkdirSync(join(folder, '.fairway'));
      for (const name of ['cluster', 'releases'])
        symlinkSync(join(root, '.fairway', name), join(folder, '.fairway', name));
      return clone;
    } catch (error) {
      clone[Symbol.dispose]();
      throw error;
    }
  }

  /** A change on a branch, merged into what is checked out. @returns the commit */
  async merge(title: string): Promise<string> {
    await this.git.run(['add', '--all']);
    const tree = await this.git.run(['write-tree']);
    const parent = await this.git.run(['rev-parse', 'HEAD']);
    const change = await this.git.run(['commit-tree', tree, '-p', parent, '-m', title]);
    const merged = await this.git.run(['commit-tree', tree, '-p', parent, '-p', change, '-m', `Merge: ${title}`]);
    await this.git.run(['reset', '--quiet', '--hard', merged]);
    // Later releases compare with it, when this clone is gone.
    await this.git.run(['push', '--quiet', '--force', this.git.remote, 'HEAD:refs/heads/main']);
    return merged;
  }

  /** From now on, pods of one service never become ready, and Kubernetes gives up soon. @returns the service */
  breakService(): string {
    const [service = ''] = serviceNames;
    const file = join(this.root, 'deploy', 'kubernetes', 'overlays', 'local', 'kustomization.yaml');
    const kustomization = parse(readFileSync(file, 'utf8')) as { patches: object[] };
    const patch = stringify([
      { op: 'add', path: '/spec/progressDeadlineSeconds', value: 30 },
      { op: 'add', path: '/spec/template/spec/containers/0/startupProbe/httpGet/path', value: '/health/never' },
    ]);
    const broken = [...kustomization.patches, { target: { kind: 'Deployment', name: service }, patch }];
    writeFileSync(file, stringify({ ...kustomization, patches: broken }));
    return service;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
