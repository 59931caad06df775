import {
  type Cluster,
  requireChoice,
  startKindCluster,
  startMachineCluster,
  useExistingCluster,
} from '@fairway/deploy';
import { FairwayError } from '@fairway/errors';
import type { Command, Context } from '../command-line/context.js';

interface Input {
  readonly nodes: number;
  readonly context?: string;
  readonly registry?: string;
}

/** Starts a Kubernetes cluster on this machine, or names one of the user's own. Other commands find it by themselves. */
export const clusterUp: Command<Input, Cluster> = {
  // It must end its programs first.
  stopsItself: true,

  async run({ nodes, context: name, registry }, context) {
    if (name !== undefined || registry !== undefined) return await existing(name, registry, context);
    const { kind, why } = await requireChoice(context);
    context.progress(
      kind === 'kind' ? `starting a cluster with kind (${why})` : `starting a cluster of local processes (${why})`,
    );
    return kind === 'kind' ? await startKindCluster(nodes, context) : await startMachineCluster(nodes, context);
  },

  render: ({ kubeconfig, registry, kubectl }, style) =>
    [
      `${style.green('✓')} the cluster is ready · registry ${registry}`,
      `kubectl: ${kubectl} --kubeconfig ${kubeconfig}`,
      'next: ./fairway cluster status · ./fairway cluster down',
    ].join('\n'),
};

async function existing(name: string | undefined, registry: string | undefined, context: Context): Promise<Cluster> {
  if (name === undefined || registry === undefined) {
    throw new FairwayError('usage', 'A cluster of your own needs both --context and --registry.', {
      cause: 'The context names the cluster; the registry is where its nodes pull the images that you push.',
      hint: './fairway cluster up --context NAME --registry NAME; `kubectl config get-contexts` lists the contexts.',
    });
  }
  context.progress(`using your context "${name}"`);
  return await useExistingCluster({ context: name, registry }, context);
}
