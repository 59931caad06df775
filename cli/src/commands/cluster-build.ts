import { buildMachineCluster, machineProblem } from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command } from '../command-line/context.js';

/** Builds Kubernetes for a machine without Docker; `cluster up` would do it, too. */
export const clusterBuild: Command<unknown, null> = {
  stopsItself: true,

  async run(_input, context) {
    const problem = await machineProblem(context);
    if (problem !== undefined) {
      throw new FairwayError('prerequisite_missing', 'Kubernetes cannot be built on this machine.', {
        cause: problem,
        hint: 'tools/cluster/README.md lists what it needs. With Docker and kind there is nothing to build.',
      });
    }
    await buildMachineCluster(context);
    return null;
  },

  render: (_result, style) => `${style.green('✓')} everything is built · next: ./fairway cluster up`,
};
