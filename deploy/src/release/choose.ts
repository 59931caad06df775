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
  readonly version: string | null;
  readonly from: string;
}

/**
 * The digests that an environment has run.
 * @param records of that environment, the newest first
 * @throws FairwayError not_found when the commit has not run there without a failure
 */
export function promotion(records: readonly ReleaseRecord[], { commit, version, from }: Promoted): Wanted {
  const source = records.find((record) => record.result === 'succeeded' && record.commit === commit);
  if (source === undefined) {
    const last = records.find((record) => record.commit === commit);
    throw new FairwayError('refused', `The commit ${commit.slice(0, 12)} has not succeeded in ${from}.`, {
      cause: last === undefined ? 'It was never deployed there.' : `There it ${last.result}: ${last.failure ?? ''}`,
      hint: `Deploy it there first: ./fairway release deploy ${from} --commit ${commit.slice(0, 12)}. Nothing was changed.`,
    });
  }
  return { action: 'promote', version, commit, from: source.id, images: source.images };
}

export interface WayBack {
  /** The only service that goes back; all without it. */
  readonly service?: string | undefined;
  /** The id or the version of a release; the one before what runs without it. */
  readonly to?: string | undefined;
}

/**
 * @param records of the environment, the newest first
 * @throws FairwayError not_found without such a release
 */
export function wayBack(records: readonly ReleaseRecord[], { service, to }: WayBack): Wanted {
  const live = liveRelease(records);
  if (live === undefined) throw nothing('Nothing has been released here yet.', records);
  const good = records.filter(({ result }) => result === 'succeeded');
  const target =
    to === undefined ? before(good, live, service) : good.find(({ id, version }) => id === to || version === to);
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

/** After a way back, the next one goes further instead of forth. */
function before(
  good: readonly ReleaseRecord[],
  live: ReleaseRecord,
  service: string | undefined,
): ReleaseRecord | undefined {
  const position = live.action === 'rollback' && live.from !== null ? live.from : live.id;
  const differs = ({ images, commit }: ReleaseRecord) =>
    service === undefined
      ? commit !== live.commit || digestsOf(images) !== digestsOf(live.images)
      : images[service]?.digest !== live.images[service]?.digest;
  return good.find((record) => record.id < position && record.action !== 'rollback' && differs(record));
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
