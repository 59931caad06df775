import { releasedEnvironments, revisionOf } from '@fairway/deploy';
import type { Command } from '../command-line/context.js';
import { watchLocalReleases } from '../release/local-monitoring.js';

/** Starts what watches releases to the local cluster. */
export const clusterMonitor: Command<object, { readonly environments: readonly string[] }> = {
  async run(_, context) {
    await watchLocalReleases(revisionOf(context.root).tag, context);
    return { environments: releasedEnvironments };
  },

  render: ({ environments }, style) =>
    `${style.green('✓')} Prometheus watches ${environments.join(' and ')}; Alertmanager tells of releases`,
};
