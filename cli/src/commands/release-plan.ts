import {
  commitsBetween,
  liveRelease,
  manifestDiff,
  type Refusal,
  refusalsOf,
  type ReleasedEnvironment,
  type ReleaseRecord,
  titleOf,
  type Wanted,
} from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { table } from '../command-line/table.js';
import { openDestination } from '../release/destinations.js';
import { newReleaseOf, promotionOf } from '../release/new-release.js';
import { commitOf, openReleases, type Place } from '../release/open-release.js';

interface ReleasePlanInput extends Place {
  readonly environment: ReleasedEnvironment;
  readonly commit: string;
}

interface ReleasePlan {
  readonly live: ReleaseRecord | null;
  readonly wanted: Wanted;
  readonly commits: readonly string[];
  readonly migrations: readonly string[];
  /** Of the manifests; empty when they are the same. */
  readonly diff: string;
  /** Why it would be refused. */
  readonly refusals: readonly Refusal[];
}

/** What a release would change, and whether it would be refused. Changes nothing. */
export const releasePlan: Command<ReleasePlanInput, ReleasePlan> = {
  async run({ environment, commit: revision, local }, context) {
    const { git, log } = await openReleases({ local }, context);
    const opened = await openDestination(environment, local, context);
    const commit = await commitOf(git, revision);
    const { after } = opened.rules;
    const before = after === null ? [] : await log.records(after);
    const wanted =
      after === null ? await newReleaseOf(commit, opened, git) : await promotionOf(revision, before, opened, git);
    const records = await log.records(environment);
    const live = liveRelease(records);
    const { rules, monitoring } = opened;
    const verify = (...image: Parameters<typeof opened.verify>) => opened.verify(...image);
    return {
      live: live ?? null,
      wanted,
      ...(await commitsBetween(live?.commit, commit, git)),
      diff: live === undefined ? '' : await manifestDiff(live.commit, commit, git, opened),
      refusals: await refusalsOf({ ...wanted, rules, monitoring, git, live, records, before, verify }),
    };
  },

  exitCode: ({ refusals }) => (refusals.length === 0 ? exitCodes.ok : exitCodes.refused),

  render({ live, wanted, commits, migrations, diff, refusals }, style) {
    const rows = Object.entries(wanted.images).map(([name, { digest }]) => {
      const now = live?.images[name]?.digest;
      return [
        name,
        digest.slice(0, 19),
        now === digest ? style.dim('unchanged') : `now ${now?.slice(0, 19) ?? 'nothing'}`,
      ];
    });
    const listed = (title: string, lines: readonly string[]) =>
      lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
    return [
      `${live === null ? 'nothing' : titleOf(live)} → ${wanted.version ?? wanted.commit.slice(0, 12)}`,
      '',
      table([['IMAGE', 'DIGEST', ''].map((head) => style.dim(head)), ...rows]),
      ...listed('commits:', commits),
      ...listed('migrations:', migrations),
      ...(diff === '' ? ['', 'manifests: unchanged'] : ['', 'manifests:', diff]),
      '',
      ...(refusals.length === 0
        ? [`${style.green('✓')} nothing is against this release`]
        : refusals.flatMap(({ check, message, details }) => [
            `${style.red('✗')} ${check}: ${message}`,
            ...details.map((line) => `    ${line}`),
          ])),
    ].join('\n');
  },
};
