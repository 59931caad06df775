import { FairwayError } from '@fairway/errors';
import type { Wanted } from './release.js';
import { liveRelease, type ReleasedImage, type ReleaseRecord, titleOf } from './release-record.js';

/** The images of a commit, as the registry has them now. */
export async function newRelease(
  commit: string,
  names: readonly string[],
  digestOf: (name: string) => Promise<string>,
): Promise<Wanted> {
  const images = await Promise.all(
    names.map(async (name) => [name, { digest: await digestOf(name), commit }] as const),
  );
  return { action: 'deploy', version: null, commit, from: null, images: Object.fromEntries(images) };
}

interface Promoted {
  readonly commit: string;
  readonly version: string;
}

/**
 * The digests of a commit that an environment has run without a failure; undefined when it has not. A release in which one
 * service went back alone does not count: that service has the image of another commit.
 * @param records of that environment, the newest first
 */
export function promotion(records: readonly ReleaseRecord[], { commit, version }: Promoted): Wanted | undefined {
  const isWhole = ({ images }: ReleaseRecord) => Object.values(images).every((image) => image.commit === commit);
  const source = records.find((record) => record.result === 'succeeded' && record.commit === commit && isWhole(record));
  if (source === undefined) return undefined;
  return { action: 'promote', version, commit, from: source.id, images: source.images };
}

export interface WayBack {
  /** The only service that goes back; all without it. */
  readonly service?: string | undefined;
  /** Id or version of a release; without it, the release before the running one. */
  readonly to?: string | undefined;
}

/**
 * @param records of the environment, the newest first
 * @throws FairwayError not_found without such a release; usage when it is newer than what runs
 */
export function wayBack(records: readonly ReleaseRecord[], { service, to }: WayBack): Wanted {
  const live = liveRelease(records);
  if (live === undefined) throw nothing('Nothing has been released here yet.', records);
  if (service !== undefined && live.images[service] === undefined)
    throw new FairwayError('usage', `${titleOf(live)} has no ${service}.`, {
      hint: `It has ${Object.keys(live.images).join(', ')}. Nothing was changed.`,
    });
  const line = releaseLine(records);
  const target = to === undefined ? releaseBefore(records, live, line, service) : named(to, records, line);
  if (target === undefined)
    throw nothing(to === undefined ? 'There is no earlier release.' : `There is no good release ${to}.`, records);
  if (service === undefined)
    return {
      action: 'rollback',
      version: target.version,
      commit: target.commit,
      from: target.id,
      images: target.images,
    };
  const image = target.images[service];
  if (image === undefined) throw nothing(`The release ${titleOf(target)} has no ${service}.`, records);
  // The manifests stay: those of the other services belong to the newer commit.
  const { version, commit, images } = live;
  return { action: 'rollback', version, commit, from: target.id, images: { ...images, [service]: image } };
}

/**
 * The good releases that led to what runs, the oldest first. A way back ends the line at its target: what was left is not
 * what a later way back leads to. One service that goes back does not change where the environment stands.
 */
function releaseLine(records: readonly ReleaseRecord[]): ReleaseRecord[] {
  const good = records.filter(({ result }) => result === 'succeeded').toReversed();
  const line: ReleaseRecord[] = [];
  for (const record of good) {
    const target = record.action === 'rollback' ? good.find(({ id }) => id === record.from) : undefined;
    if (target === undefined) line.push(record);
    else if (isWholeWayBack(record, target)) {
      while ((line.at(-1)?.id ?? '') >= target.id) line.pop();
      line.push(target);
    }
  }
  return line;
}

const isWholeWayBack = (record: ReleaseRecord, target: ReleaseRecord) =>
  record.commit === target.commit && digestsOf(record.images) === digestsOf(target.images);

function releaseBefore(
  records: readonly ReleaseRecord[],
  live: ReleaseRecord,
  line: readonly ReleaseRecord[],
  service: string | undefined,
): ReleaseRecord | undefined {
  const newestFirst = line.toReversed();
  if (service === undefined) {
    // What was left half done is not what runs by its record: the way back leads to that.
    const isUnfinished = records[0]?.result === 'failed' || records[0]?.result === 'interrupted';
    return isUnfinished ? live : newestFirst[1];
  }
  const now = live.images[service]?.digest;
  const stands = Math.max(
    0,
    newestFirst.findIndex(({ images }) => images[service]?.digest === now),
  );
  return newestFirst.slice(stands).find(({ images }) => images[service]?.digest !== now);
}

function named(
  to: string,
  records: readonly ReleaseRecord[],
  line: readonly ReleaseRecord[],
): ReleaseRecord | undefined {
  const target = records.find(({ id, version, result }) => result === 'succeeded' && (id === to || version === to));
  const now = line.at(-1);
  if (target !== undefined && now !== undefined && target.id > now.id && target.action !== 'rollback')
    throw new FairwayError('usage', `${titleOf(target)} is newer than what runs, ${titleOf(now)}.`, {
      hint: 'Going forward is a promotion, which is checked as one: ./fairway release promote. Nothing was changed.',
    });
  return target;
}

const digestsOf = (images: Readonly<Record<string, ReleasedImage>>) =>
  Object.entries(images)
    .map(([name, { digest }]) => `${name}@${digest}`)
    .toSorted()
    .join();

function nothing(message: string, records: readonly ReleaseRecord[]): FairwayError {
  const known = records.filter(({ result }) => result === 'succeeded').map(titleOf);
  return new FairwayError('not_found', message, {
    cause: known.length === 0 ? undefined : `Good releases: ${known.slice(0, 10).join(', ')}.`,
    hint: 'See `./fairway release history`. Nothing was changed.',
  });
}
