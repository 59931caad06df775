import {
  Git,
  release,
  ReleaseLog,
  type CheckName,
  type ReleasedEnvironment,
  releaseRules,
  type ReleaseRecord,
  revisionOf,
  type Wanted,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import { runbookPath } from '@fairway/observability';
import type { Context } from '../command-line/context.js';
import { answerTo } from '../command-line/answer-to.js';
import { type Opened, openDestination } from './destinations.js';
import { localRemote } from './local-place.js';

/** Which cluster, and where its records are. */
export interface Place {
  readonly local: boolean;
}

export interface ReleaseInput extends Place {
  readonly override: Readonly<Partial<Record<CheckName, string>>>;
  readonly confirm?: string;
  /** In place of what the rules of the environment say. */
  readonly watchMs?: number;
}

/** What every release command works with. */
export interface Releases {
  readonly git: Git;
  readonly log: ReleaseLog;
}

export async function openReleases({ local }: Place, { root, env }: Context): Promise<Releases> {
  const git = new Git(root, env, ...(local ? [await localRemote(root, env)] : []));
  return { git, log: new ReleaseLog(git) };
}

type Records = readonly ReleaseRecord[];
type Choose = (opened: Opened, git: Git, records: Records, before: Records) => Promise<Wanted>;

/**
 * Carries out what a command has chosen.
 * @param choose receives the destination, and what was released there and to the environment before
 */
export async function carryOut(
  environment: ReleasedEnvironment,
  input: ReleaseInput,
  context: Context,
  choose: Choose,
): Promise<ReleaseRecord> {
  const { root, env, progress, stopping } = context;
  const rules = releaseRules[environment];
  const asks = rules.guarded && input.confirm === undefined && process.stdin.isTTY;
  const releases = await openReleases(input, context);
  const destination = await openDestination(environment, input.local, context);
  const watchMs = input.watchMs ?? rules.watchMinutes * 60_000;
  return await release((records, before) => choose(destination, releases.git, records, before), {
    ...releases,
    destination,
    overrides: input.override,
    confirmed: input.confirm,
    ask: asks ? (question) => answerTo(question, stopping) : undefined,
    by: await nameOf(releases.git, env),
    run: runOf(env),
    watchMs,
    watchEveryMs: Math.min(15_000, watchMs / 4),
    runbookUrl: `${revisionOf(root).source}/blob/main/${runbookPath('ReleaseFailed')}`,
    stopping,
    progress,
  });
}

/** The full name of a commit. @throws FairwayError not_found when the clone has no such commit */
export async function commitOf(git: Git, revision: string): Promise<string> {
  const { exitCode, stdout } = await git.try(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (exitCode === 0) return stdout.trim();
  throw new FairwayError('not_found', `This clone has no commit or tag ${revision}.`, {
    hint: `Fetch it: git fetch --tags ${git.remote}. Nothing was changed.`,
  });
}

/** The tag that makes a commit a version, such as `v1.4.0`; null without one. */
export async function versionOf(git: Git, commit: string): Promise<string | null> {
  const tags = await git.run(['tag', '--points-at', commit, '--sort=-version:refname', '--list', 'v*']);
  return tags.split('\n')[0] || null;
}

async function nameOf(git: Git, env: NodeJS.ProcessEnv): Promise<string> {
  if (env['GITHUB_ACTOR'] !== undefined) return env['GITHUB_ACTOR'];
  const { stdout } = await git.try(['config', 'user.name']);
  return stdout.trim() || env['USER'] || 'unknown';
}

/** The page of the pipeline that runs this. */
function runOf(env: NodeJS.ProcessEnv): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  return id === undefined ? null : `${server}/${repository}/actions/runs/${id}`;
}
