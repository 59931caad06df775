import { type ReleasedEnvironment, type ReleaseRecord, liveRelease, titleOf } from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { table } from '../command-line/table.js';
import { openDestination } from '../release/destinations.js';
import { openReleases, type Place } from '../release/open-release.js';

interface ReleaseStatusInput extends Place {
  readonly environment: ReleasedEnvironment;
}

interface RunningImage {
  readonly name: string;
  /** Of the last good release; null for what it does not have. */
  readonly released: string | null;
  /** Of the Deployment in the cluster; null when there is none. */
  readonly running: string | null;
}

interface ReleaseStatus {
  readonly release: ReleaseRecord | null;
  readonly images: readonly RunningImage[];
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** What an environment runs, by its records and by its cluster. */
export const releaseStatus: Command<ReleaseStatusInput, ReleaseStatus> = {
  async run({ environment, local }, context) {
    const { log } = await openReleases({ local }, context);
    const release = liveRelease(await log.records(environment)) ?? null;
    const { kubectl, namespace } = await openDestination(environment, local, context);
    const { items } = await kubectl.read<{ items: Deployment[] }>(['get', 'deployments', '--namespace', namespace]);
    const images = items.map(({ metadata: { name }, spec }) => ({
      name,
      released: release?.images[name]?.digest ?? null,
      running: spec.template.spec.containers[0]?.image.split('@')[1] ?? null,
    }));
    return { release, images };
  },

  exitCode: ({ images }) => (images.every(isAsReleased) ? exitCodes.ok : exitCodes.failed),

  render({ release, images }, style) {
    const head =
      release === null
        ? 'Nothing has been released here yet.'
        : `${titleOf(release)}, ${release.action} by ${release.by} at ${release.startedAt}`;
    const rows = images.map((image) => [
      image.name,
      image.running?.slice(0, 19) ?? '',
      isAsReleased(image)
        ? style.green('✓ as released')
        : style.red(`✗ released: ${image.released?.slice(0, 19) ?? 'nothing'}`),
    ]);
    return [head, ...(rows.length === 0 ? [] : [table([['SERVICE', 'RUNS', ''], ...rows])])].join('\n');
  },
};

const isAsReleased = ({ released, running }: RunningImage) => released === running;
