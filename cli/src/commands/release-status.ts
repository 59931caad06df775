import { serviceNames } from '@fairway/catalog';
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
  /** The digest that the Deployment runs; null without a Deployment. */
  readonly running: string | null;
}

interface ReleaseStatus {
  readonly release: ReleaseRecord | null;
  /** A newer one that did not come to a good end, or has not yet. */
  readonly unfinished: ReleaseRecord | null;
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
    const records = await log.records(environment);
    const release = liveRelease(records) ?? null;
    const [newest] = records;
    const unfinished = newest === undefined || ['succeeded', 'rolled-back'].includes(newest.result) ? null : newest;
    const { kubectl, namespace } = await openDestination(environment, local, context);
    const { items } = await kubectl.read<{ items: Deployment[] }>(['get', 'deployments', '--namespace', namespace]);
    const running = new Map(
      items.map(({ metadata: { name }, spec }) => [
        name,
        spec.template.spec.containers[0]?.image.split('@')[1] ?? null,
      ]),
    );
    // A service whose Deployment is gone counts as well; servers and jobs of the release have none.
    const names = new Set([...serviceNames, ...running.keys()]);
    const images = [...names].map((name) => ({
      name,
      released: release?.images[name]?.digest ?? null,
      running: running.get(name) ?? null,
    }));
    return { release, unfinished, images };
  },

  exitCode: ({ unfinished, images }) =>
    unfinished === null && images.every(isAsReleased) ? exitCodes.ok : exitCodes.failed,

  render({ release, unfinished, images }, style) {
    const head =
      release === null
        ? 'Nothing has been released here yet.'
        : `${titleOf(release)}, ${release.action} by ${release.by} at ${release.startedAt}`;
    const rows = images.map((image) => [
      image.name,
      image.running?.slice(0, 19) ?? '',
      image.released === null && image.running === null
        ? style.dim('not deployed yet')
        : isAsReleased(image)
          ? style.green('✓ as released')
          : style.red(`✗ released: ${image.released?.slice(0, 19) ?? 'nothing'}`),
    ]);
    const warning = unfinished === null ? [] : [style.red(`✗ ${titleOf(unfinished)} ${unfinished.result}`)];
    return [head, ...warning, ...(rows.length === 0 ? [] : [table([['SERVICE', 'RUNS', ''], ...rows])])].join('\n');
  },
};

const isAsReleased = ({ released, running }: RunningImage) => released === running;
