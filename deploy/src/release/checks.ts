import { FairwayError } from '@fairway/errors';
import { destructiveMigrations } from './contract-migrations.js';
import type { ReleaseRules } from './environments.js';
import { type Git, requireCommit } from './git.js';
import type { Monitoring } from './monitoring.js';
import type { ReleasedImage, ReleaseRecord } from './release-record.js';

/** What a release is refused for, by the name that `--override` takes. */
export type CheckName = 'promotion' | 'signatures' | 'migrations' | 'monitoring' | 'pages' | 'budget';

export interface Refusal {
  readonly check: CheckName;
  readonly message: string;
  readonly details: readonly string[];
}

interface Judged {
  readonly action: ReleaseRecord['action'];
  readonly commit: string;
  readonly images: Readonly<Record<string, ReleasedImage>>;
  /** The release to go back to, or that is promoted. */
  readonly from: string | null;
  readonly rules: ReleaseRules;
  /** What runs now. */
  readonly live: ReleaseRecord | undefined;
  /** Of the environment, the newest first. */
  readonly records: readonly ReleaseRecord[];
  /** Of the environment before; empty for the first. */
  readonly before: readonly ReleaseRecord[];
  readonly monitoring: Monitoring;
  readonly git: Git;
  /** @throws FairwayError for an image that is not signed by the build of the commit */
  verify(name: string, image: ReleasedImage): Promise<void>;
}

/** Every reason against a release; empty when nothing is. */
export async function refusalsOf(judged: Judged): Promise<Refusal[]> {
  return [
    ...promotion(judged),
    ...(await signatures(judged)),
    ...(await migrations(judged)),
    ...(judged.rules.guarded && judged.action !== 'rollback' ? await health(judged) : []),
  ];
}

function promotion({ rules, action, commit, images, before }: Judged): Refusal[] {
  // What is gone back to has run here.
  if (rules.after === null || action === 'rollback') return [];
  const succeeded = before.filter(({ result }) => result === 'succeeded');
  const ran = new Set(succeeded.flatMap((record) => digestsOf(record.images)));
  const strange = digestsOf(images).filter((image) => !ran.has(image));
  // Its manifests are not in its images: another commit with the same images proves nothing of them.
  if (strange.length === 0 && succeeded.some((record) => record.commit === commit)) return [];
  const message = `This commit and its images have not run in ${rules.after} without a failure.`;
  const why = whyStrange(before.find((record) => record.commit === commit));
  return [{ check: 'promotion', message, details: [why, ...strange] }];
}

const digestsOf = (images: Judged['images']) => Object.entries(images).map(([name, { digest }]) => `${name}@${digest}`);

function whyStrange(last: ReleaseRecord | undefined): string {
  if (last === undefined) return 'The commit was never deployed there.';
  if (last.result === 'succeeded') return 'The commit ran there with other images.';
  return `There it ${last.result}: ${last.failure?.split('\n')[0] ?? ''}`;
}

async function signatures({ images, verify }: Judged): Promise<Refusal[]> {
  const problems: { name: string; cause: string }[] = [];
  await Promise.all(
    Object.entries(images).map(async ([name, image]) => {
      try {
        await verify(name, image);
      } catch (error) {
        if (!(error instanceof FairwayError)) throw error;
        problems.push({ name, cause: error.cause ?? error.message });
      }
    }),
  );
  if (problems.length === 0) return [];
  const details = [...Map.groupBy(problems, ({ cause }) => cause)].map(
    ([cause, of]) =>
      `${of
        .map(({ name }) => name)
        .toSorted()
        .join(', ')}: ${cause}`,
  );
  return [{ check: 'signatures', message: 'These images are not signed by the build of their commit.', details }];
}

/**
 * Each service is compared by the commits of its own images. On the way back, its database is as the newest release has
 * left it that began since the one to go back to, whether it succeeded or not.
 */
async function migrations({ action, images, from, live, records, git }: Judged): Promise<Refusal[]> {
  if (live === undefined) return [];
  const isBack = action === 'rollback';
  const since = isBack ? records.filter(({ id }) => from === null || id > from) : [live];
  const compared = Object.entries(images).flatMap(([service, { commit }]) =>
    [...new Set(since.flatMap((record) => record.images[service]?.commit ?? []))]
      .filter((other) => other !== commit)
      .map((other) => ({ service, older: isBack ? commit : other, newer: isBack ? other : commit })),
  );
  const details: string[] = [];
  // Most services have the same two commits.
  for (const pairs of Map.groupBy(compared, ({ older, newer }) => `${older} ${newer}`).values()) {
    const [{ older, newer } = { older: '', newer: '' }] = pairs;
    const services = pairs.map(({ service }) => service);
    details.push(...(await breaks(services, older, newer, git)));
  }
  if (details.length === 0) return [];
  const message = isBack
    ? 'The version to go back to does not know the database as these migrations have left it.'
    : 'These migrations break the version that runs now: split them into one that expands and a later one that contracts.';
  return [{ check: 'migrations', message, details: [...new Set(details)] }];
}

async function breaks(services: readonly string[], older: string, newer: string, git: Git): Promise<string[]> {
  try {
    for (const each of [older, newer]) await requireCommit(each, git);
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
    return [`those of ${services.join(', ')} cannot be compared: ${error.message}`];
  }
  const found = await destructiveMigrations(services, older, newer, git);
  return found.map(({ file, reason }) => `${file} ${reason}`);
}

async function health({ live, monitoring }: Judged): Promise<Refusal[]> {
  // Before the first release, everything is down.
  if (live === undefined) return [];
  try {
    const [pages, budgets] = await Promise.all([monitoring.pages(), monitoring.budgets()]);
    const spent = budgets.filter(({ left }) => left <= 0);
    const refusals: Refusal[] = [
      { check: 'pages', message: 'The environment has a failure that pages people.', details: pages },
      {
        check: 'budget',
        message: 'The error budget of 30 days is spent, and a release is a risk.',
        details: spent.map(({ objective, left }) => `${objective}: ${(left * 100).toFixed(1)} percent left`),
      },
    ];
    return refusals.filter(({ details }) => details.length > 0);
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
    return [{ check: 'monitoring', message: error.message, details: [error.cause ?? ''] }];
  }
}

/** @throws FairwayError refused, with how to go on in spite of each check */
export function requireNone(refusals: readonly Refusal[], overrides: Readonly<Record<string, string>>): void {
  const standing = refusals.filter(({ check }) => overrides[check] === undefined);
  if (standing.length === 0) return;
  throw new FairwayError('refused', `The release is refused. Nothing was changed.`, {
    cause: standing
      .map(({ message, details }) => [message, ...details.map((line) => `  ${line}`)].join('\n'))
      .join('\n'),
    hint: `Fix it, or go on and give the reason, which the record keeps: ${standing.map(({ check }) => `--override ${check}="..."`).join(' ')}`,
  });
}
