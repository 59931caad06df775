import { FairwayError } from '@fairway/errors';
import { commandLine, type Programs } from '@fairway/infra';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What workflows post: one comment per subject and pull request, one open issue per title. */
export interface Post {
  /** Of the issue or the comment; null when there was nothing to close. */
  readonly id: number | null;
  readonly outcome: 'created' | 'updated' | 'closed' | 'unchanged';
}

interface Posted {
  readonly id: number;
  readonly number?: number;
  readonly title?: string;
  readonly body: string | null;
  readonly user: { readonly login: string };
  readonly pull_request?: object;
}

// Others may write the same words; only what workflows wrote is theirs to change.
const workflows = 'github-actions[bot]';

/** @param subject tells this comment from other comments of workflows */
export async function postComment(
  programs: Programs,
  { pullRequest, subject, body }: { pullRequest: number; subject: string; body: string },
): Promise<Post> {
  const marker = `<!-- ${subject} -->`;
  const comments = `repos/{owner}/{repo}/issues/${pullRequest}/comments`;
  const earlier = (await list(programs, comments)).find((comment) => comment.body?.startsWith(marker));
  const fields = { body: `${marker}\n${body}` };
  if (earlier === undefined) return { id: (await send(programs, 'POST', comments, fields)).id, outcome: 'created' };
  await send(programs, 'PATCH', `repos/{owner}/{repo}/issues/comments/${earlier.id}`, fields);
  return { id: earlier.id, outcome: 'updated' };
}

/** Opens an issue, or replaces the text of the one that is open. */
export async function openIssue(programs: Programs, issue: { title: string; body: string }): Promise<Post> {
  const number = await openIssueNamed(programs, issue.title);
  if (number === undefined)
    return {
      id: (await send(programs, 'POST', 'repos/{owner}/{repo}/issues', issue)).number ?? null,
      outcome: 'created',
    };
  await send(programs, 'PATCH', `repos/{owner}/{repo}/issues/${number}`, { body: issue.body });
  return { id: number, outcome: 'updated' };
}

/** Closes the open issue of this title, if there is one. */
export async function closeIssue(programs: Programs, title: string): Promise<Post> {
  const number = await openIssueNamed(programs, title);
  if (number === undefined) return { id: null, outcome: 'unchanged' };
  await send(programs, 'PATCH', `repos/{owner}/{repo}/issues/${number}`, { state: 'closed' });
  return { id: number, outcome: 'closed' };
}

async function openIssueNamed(programs: Programs, title: string): Promise<number | undefined> {
  // A list, not a search: the index of searches lags behind, and a second issue would be opened.
  const open = await list(programs, 'repos/{owner}/{repo}/issues?state=open');
  return open.find((issue) => issue.title === title && issue.pull_request === undefined)?.number;
}

async function list(programs: Programs, path: string): Promise<Posted[]> {
  const pages = (await answer(programs, ['--paginate', '--slurp', path])) as Posted[][];
  return pages.flat().filter(({ user }) => user.login === workflows);
}

/** A body of 60,000 characters does not fit into every command line. */
async function send(programs: Programs, method: 'POST' | 'PATCH', path: string, fields: object): Promise<Posted> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-post-'));
  try {
    const file = join(folder, 'fields.json');
    writeFileSync(file, JSON.stringify(fields));
    return (await answer(programs, ['--method', method, path, '--input', file])) as Posted;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function answer(programs: Programs, args: readonly string[]): Promise<unknown> {
  const argv = ['gh', 'api', ...args] as const;
  const { exitCode, stdout, stderr } = await programs.read(argv);
  if (exitCode === 0) return JSON.parse(stdout);
  throw new FairwayError('failed', `\`${commandLine(argv)}\` failed:\n${stderr.trim()}`, {
    hint: 'The job needs GH_TOKEN and the permission to write issues or pull requests.',
  });
}
