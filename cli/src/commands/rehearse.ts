import { Kubectl, type Message, readMessages, requireCluster } from '@fairway/deploy';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Context } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { table } from '../command-line/table.js';
import { watchLocalReleases } from '../release/local-monitoring.js';
import { RehearsalClone } from '../release/rehearsal-clone.js';
import { type RehearsedStep, RehearsalSteps } from '../release/rehearsal-steps.js';
import { imageBuild } from './image-build.js';
import { imageSign } from './image-sign.js';
import { releaseDeploy } from './release-deploy.js';
import { releasePromote } from './release-promote.js';

interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  /** From the merge to a tested deployment in dev. */
  readonly commitToDevMs: number;
  /** What people were told, by receiver. */
  readonly messages: readonly string[];
}

const version = 'v0.0.1';
const release = { local: true, override: {}, watchMs: 20_000 };

/**
 * The whole delivery on this machine, in the order of the pipelines: a merge reaches dev, a tag reaches production once it is
 * approved, and a release that fails is undone. Each step is the command that a workflow runs.
 */
export const rehearse: Command<{ readonly confirm?: string }, Rehearsal> = {
  stopsItself: true,

  async run({ confirm }, context) {
    const cluster = requireCluster(context.root);
    using clone = await RehearsalClone.of(context.root, context.env);
    const inClone: Context = { ...context, root: clone.root };
    const steps = new RehearsalSteps(context);
    const kubectl = new Kubectl(cluster, context.env, context.stopping);

    const mergedAtMs = performance.now();
    const commit = await steps.take('merge a change to main', async () => {
      const merged = await clone.merge('A change to deliver');
      return [merged, merged.slice(0, 12)];
    });
    await deliverImages(steps, inClone);
    const builtAtMs = performance.now();
    await steps.take('start what watches releases', async () => {
      await watchLocalReleases(commit, inClone);
      return [undefined, 'Prometheus, Alertmanager, a receiver of its messages'];
    });
    // A team's Prometheus runs already.
    const watcherMs = performance.now() - builtAtMs;
    await steps.take('deploy to dev, and test it through its door', async () => {
      const { id } = await releaseDeploy.run({ environment: 'dev', commit, ...release }, inClone);
      return [undefined, id];
    });
    const commitToDevMs = Math.round(performance.now() - mergedAtMs - watcherMs);

    await steps.take('tag the commit', async () => {
      await tagCommit(clone, version, commit);
      return [undefined, version];
    });
    await steps.take('approve, and promote the same digests to production', async () => {
      const wanted = { from: 'dev', to: 'production', commit: version } as const;
      const confirmation = confirm === undefined ? {} : { confirm };
      const { id } = await releasePromote.run({ ...wanted, ...release, ...confirmation }, inClone);
      return [undefined, id];
    });

    const broken = await steps.take('merge a change that breaks a service', async () => {
      const service = clone.breakService();
      return [await clone.merge(`A change that breaks ${service}`), service];
    });
    await deliverImages(steps, inClone);
    await steps.takeFailing('deploy it to dev: it fails, and dev goes back by itself', 'failed', () =>
      releaseDeploy.run({ environment: 'dev', commit: broken, ...release }, inClone),
    );
    await steps.takeFailing('promote it to production: refused', 'refused', async () => {
      await tagCommit(clone, 'v0.0.2', broken);
      const wanted = { from: 'dev', to: 'production', commit: broken } as const;
      await releasePromote.run({ ...wanted, ...release, confirm: 'production' }, inClone);
    });
    return { steps: steps.done, commitToDevMs, messages: (await readMessages(kubectl)).flatMap(aboutReleases) };
  },

  render({ steps, commitToDevMs, messages }, style) {
    const rows = steps.map(({ name, durationMs, detail }) => [name, formatDuration(durationMs), detail]);
    return [
      table([['STEP', 'TIME', ''].map((head) => style.dim(head)), ...rows]),
      '',
      `from commit to running in dev: ${formatDuration(commitToDevMs)}`,
      'people were told:',
      ...messages.map((message) => `  ${message}`),
      'next: ./fairway release history dev --local · ./fairway release status production --local',
    ].join('\n');
  },
};

async function deliverImages(steps: RehearsalSteps, context: Context): Promise<void> {
  const built = join(context.root, '.fairway', 'images.json');
  await steps.take('build the images and push them', async () => {
    const result = await imageBuild.run({ services: [] }, context);
    writeFileSync(built, JSON.stringify({ data: result }));
    return [undefined, `${result.images.length} images`];
  });
  await steps.take('sign them', async () => {
    const { signed } = await imageSign.run({ built }, context);
    return [undefined, `${signed.length} digests, each with its provenance`];
  });
}

const aboutReleases = ({ path, body }: Message) =>
  body.alerts
    .filter(({ labels }) => labels['release'] !== undefined)
    .map(
      ({ labels }) =>
        `${path.slice(1)}: ${labels['alertname'] ?? ''} ${labels['environment'] ?? ''} ${labels['release'] ?? ''}`,
    );

async function tagCommit({ git }: RehearsalClone, tag: string, commit: string): Promise<void> {
  await git.run(['tag', '--annotate', '--message', tag, tag, commit]);
}
