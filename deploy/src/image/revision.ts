import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an image says about its source. */
export interface Revision {
  readonly commit: string;
  /** The commit, with `-dirty` when the files differ from it. */
  readonly tag: string;
  /** ISO 8601; of the commit, so that the same commit gives the same image. */
  readonly committedAt: string;
  /** The version in package.json. */
  readonly version: string;
  /** `<owner>/<name>` in GitHub. */
  readonly repository: string;
  /** Its page. */
  readonly source: string;
  readonly licence: string;
}

export function revisionOf(root: string): Revision {
  const [commit = '', committedAt = ''] = git(root, 'log', '-1', '--format=%H %cI').trim().split(' ');
  const dirty = git(root, 'status', '--porcelain') !== '';
  const { version, license } = JSON.parse(read(root, 'package.json')) as { version: string; license: string };
  const [, repository = ''] =
    /^repository\s*=\s*"(.+)"/m.exec(read(root, 'infra/terraform/environments/common.tfvars')) ?? [];
  return {
    commit,
    tag: dirty ? `${commit}-dirty` : commit,
    committedAt,
    version,
    repository,
    source: `https://github.com/${repository}`,
    licence: license,
  };
}

/** Every file that a commit of the working tree would contain. */
export function filesOf(root: string): string[] {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const deleted = new Set(git(root, 'ls-files', '-z', '--deleted').split('\0'));
  return listed.filter((file) => file !== '' && !deleted.has(file));
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
