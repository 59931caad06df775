/** A release into one environment: what it consists of, who asked for it, and how it ended. */
export interface ReleaseRecord {
  /** Sorts by time: `20261130T150405Z-1a2b3c4d`. */
  readonly id: string;
  readonly environment: string;
  readonly action: ReleaseAction;
  /** The tag of a release, such as `v1.4.0`. */
  readonly version: string | null;
  /** Of the manifests and the catalogue. */
  readonly commit: string;
  /** SHA-256 of the catalogue that the commit renders. */
  readonly catalog: string;
  /** By the name in the manifests. */
  readonly images: Readonly<Record<string, ReleasedImage>>;
  /** The release that was promoted, or gone back to. */
  readonly from: string | null;
  readonly by: string;
  /** The page of the pipeline's run; null when it was started by hand. */
  readonly run: string | null;
  /** Reasons for going on in spite of a check, by its name. */
  readonly overrides: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly result: ReleaseResult;
  /** What happened, when it did not succeed. */
  readonly failure: string | null;
}

export type ReleaseAction = 'deploy' | 'promote' | 'rollback';

/**
 * `rolled-back`: it failed, and the release before it is live again. `failed`: it failed, and what is live is not known to
 * be good. `interrupted`: its deployer ended in the middle.
 */
export type ReleaseResult = 'running' | 'succeeded' | 'rolled-back' | 'failed' | 'interrupted';

export interface ReleasedImage {
  /** `sha256:...` */
  readonly digest: string;
  /** That the image was built from: not that of the manifests after a service alone has gone back. */
  readonly commit: string;
}

export function releaseId(startedAt: string, commit: string): string {
  const time = startedAt.replaceAll(/[-:]|\.\d+/g, '');
  return `${time}-${commit.slice(0, 8)}`;
}

/** Of records with the newest first: the release that an environment runs, as far as releases know. */
export function liveRelease(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  return records.find(({ result }) => result === 'succeeded');
}

/** What a person calls a release. */
export function titleOf({ version, commit, id }: Pick<ReleaseRecord, 'version' | 'commit' | 'id'>): string {
  return version === null ? `${commit.slice(0, 12)} (${id})` : `${version} (${id})`;
}
