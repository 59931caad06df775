import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogFile } from '../hand-over/not-handed-over.js';
import { type Git, requireCommit } from './git.js';

/** What a deployment reads. */
const files = ['deploy/kubernetes', 'infra/terraform/environments', catalogFile];

/** The manifests of a commit in a temporary folder: neither the working tree nor what is checked out matters. */
export class ReleaseSource implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'fairway-release-'));

  private constructor() {}

  /** @throws FairwayError not_found when neither this clone nor the remote has the commit */
  static async of(commit: string, git: Git): Promise<ReleaseSource> {
    await requireCommit(commit, git);
    const source = new ReleaseSource();
    try {
      const archive = join(source.root, 'source.tar');
      await git.run(['archive', '--format=tar', `--output=${archive}`, commit, ...files]);
      execFileSync('tar', ['-xf', archive, '-C', source.root]);
      rmSync(archive);
      return source;
    } catch (error) {
      source[Symbol.dispose]();
      throw error;
    }
  }

  /** SHA-256 of the catalogue. */
  get catalog(): string {
    return createHash('sha256')
      .update(readFileSync(join(this.root, catalogFile)))
      .digest('hex');
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
