import { FairwayError } from '@fairway/errors';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../terraform/program.js';

const folder = 'infra/terraform';

/**
 * `infra/terraform` at a revision, in a temporary folder that is deleted with this object. `source` is undefined when
 * the folder did not exist then.
 */
export class Revision implements Disposable {
  readonly commit: string;
  readonly source: string | undefined;
  readonly #temporary: string;

  private constructor(commit: string, source: string | undefined, temporary: string) {
    this.commit = commit;
    this.source = source;
    this.#temporary = temporary;
  }

  /** @throws FairwayError usage when git does not know the commit */
  static async checkOut(root: string, reference: string, env: NodeJS.ProcessEnv): Promise<Revision> {
    const git = (...args: string[]) => runProgram('git', args, { cwd: root, env });
    const parsed = await git('rev-parse', '--verify', '--quiet', `${reference}^{commit}`);
    if (parsed.exitCode !== 0) {
      throw new FairwayError('usage', `git does not know the commit "${reference}" in this clone.`, {
        hint: 'Give an existing branch, tag or commit, for example origin/main; a shallow clone must fetch it first.',
      });
    }
    const commit = parsed.stdout.trim();
    const temporary = mkdtempSync(join(tmpdir(), 'fairway-revision-'));
    if ((await git('cat-file', '-e', `${commit}:${folder}`)).exitCode !== 0)
      return new Revision(commit, undefined, temporary);
    const archive = join(temporary, 'terraform.tar');
    const packed = await git('archive', `--output=${archive}`, commit, folder);
    const unpacked =
      packed.exitCode === 0 ? await runProgram('tar', ['-xf', archive, '-C', temporary], { cwd: root, env }) : packed;
    if (unpacked.exitCode === 0) return new Revision(commit, join(temporary, folder), temporary);
    rmSync(temporary, { recursive: true, force: true });
    const said = unpacked.stderr.trim();
    throw new FairwayError('failed', `${folder} of ${commit} could not be unpacked:\n${said}`, {
      hint: 'Fix the error of git or tar above.',
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}
