import { FairwayError } from '@fairway/errors';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Git, gitFailure } from './git.js';
import { type ReleaseRecord, titleOf } from './release-record.js';

const branch = 'refs/heads/releases';
/** Where this clone keeps what it has fetched. */
const fetched = 'refs/fairway/releases';
/** With growing pauses between them, 11 seconds in all. */
const attempts = 6;

/**
 * The records of all environments: files `<environment>/<id>.json` on the branch `releases` of the remote, which has nothing
 * else. So they outlive every cluster, and Git keeps who wrote which one. The working tree is never touched.
 */
export class ReleaseLog {
  readonly #git: Git;

  constructor(git: Git) {
    this.#git = git;
  }

  /** The newest first. @throws FairwayError when the remote cannot be read */
  async records(environment: string): Promise<ReleaseRecord[]> {
    const head = await this.#fetch();
    if (head === undefined) return [];
    const listed = await this.#git.run(['ls-tree', '-r', '--name-only', head, `${environment}/`]);
    const paths = listed.split('\n').filter((path) => path.endsWith('.json'));
    if (paths.length === 0) return [];
    const texts = await this.#contents(paths.map((path) => `${head}:${path}`));
    return texts
      .map((text) => JSON.parse(text) as ReleaseRecord)
      .toSorted((one, other) => other.id.localeCompare(one.id));
  }

  /** Adds a record, or replaces what is known of the release. @throws FairwayError when the remote refuses it */
  async write(record: ReleaseRecord): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const cause = await this.#tryToWrite(record);
      if (cause === undefined) return;
      if (attempt === attempts)
        throw new FairwayError('failed', 'The record of the release was not written.', {
          cause,
          hint: `You need the right to push to the branch releases of ${this.#git.remote}.`,
        });
      // Another deployer was faster, or the network is away for a moment.
      await pause(attempt * attempt * 200);
    }
  }

  /** @returns why it failed */
  async #tryToWrite(record: ReleaseRecord): Promise<string | undefined> {
    try {
      const { exitCode, stderr } = await this.#push(record, await this.#fetch());
      return exitCode === 0 ? undefined : stderr.trim();
    } catch (error) {
      if (error instanceof FairwayError) return error.cause ?? error.message;
      throw error;
    }
  }

  async #fetch(): Promise<string | undefined> {
    const asked = ['ls-remote', this.#git.remote, branch];
    const answer = await this.#git.try(asked);
    if (answer.exitCode !== 0) throw gitFailure(asked, answer);
    if (answer.stdout === '') return undefined;
    await this.#git.run(['fetch', '--quiet', '--no-tags', this.#git.remote, `+${branch}:${fetched}`]);
    return await this.#git.run(['rev-parse', fetched]);
  }

  /** Blobs, by what names them: one process for all of them. */
  async #contents(names: readonly string[]): Promise<string[]> {
    const output = await this.#git.run(['cat-file', '--batch'], { input: `${names.join('\n')}\n` });
    const texts: string[] = [];
    // Each is `<id> blob <bytes>`, its content, and a line break.
    let rest = Buffer.from(output);
    while (texts.length < names.length) {
      const end = rest.indexOf('\n');
      const bytes = Number(rest.subarray(0, end).toString().split(' ')[2]);
      texts.push(rest.subarray(end + 1, end + 1 + bytes).toString());
      rest = rest.subarray(end + 1 + bytes + 1);
    }
    return texts;
  }

  async #push(record: ReleaseRecord, parent: string | undefined) {
    const index = join(tmpdir(), `fairway-index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      const blob = await this.#git.run(['hash-object', '-w', '--stdin'], {
        input: `${JSON.stringify(record, null, 2)}\n`,
      });
      await this.#git.run(['read-tree', parent ?? '--empty'], { env });
      const path = `${record.environment}/${record.id}.json`;
      await this.#git.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
      const tree = await this.#git.run(['write-tree'], { env });
      const message = `${record.environment}: ${record.action} ${titleOf(record)} ${record.result}`;
      const parents = parent === undefined ? [] : ['-p', parent];
      const commit = await this.#git.run(['commit-tree', tree, ...parents, '-m', message], { env: identityOf(record) });
      // Not forced: a push that another deployer's has overtaken is refused, and is made again on top of it.
      return await this.#git.try(['push', '--quiet', this.#git.remote, `${commit}:${branch}`]);
    } finally {
      rmSync(index, { force: true });
    }
  }
}

/** A runner of a pipeline has no identity of its own in Git. */
function identityOf({ by }: ReleaseRecord): NodeJS.ProcessEnv {
  const email = 'releases@localhost';
  return { GIT_AUTHOR_NAME: by, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: by, GIT_COMMITTER_EMAIL: email };
}
