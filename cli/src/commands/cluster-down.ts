import { type ClusterKind, deleteKindCluster, findCluster, forgetCluster, stopMachineCluster } from '@fairway/deploy';
import { rmSync } from 'node:fs';
import type { Command } from '../command-line/context.js';
import { localReleases } from '../release/local-place.js';

export interface ClusterDownResult {
  readonly kind: ClusterKind;
  readonly isWiped: boolean;
}

/** Stops the cluster. One of the user's own stays as it is; it is only no longer used. */
export const clusterDown: Command<{ wipe?: boolean }, ClusterDownResult> = {
  stopsItself: true,

  async run({ wipe = false }, context) {
    // Without a record, an interrupted `up` may have left processes of this machine.
    const kind = findCluster(context.root)?.kind ?? 'machine';
    if (kind === 'machine') await stopMachineCluster(wipe, context);
    else if (kind === 'kind') await deleteKindCluster(wipe, context);
    else forgetCluster(context.root);
    const isWiped = wipe || kind === 'kind';
    // Records of environments that no longer exist.
    if (isWiped) rmSync(localReleases(context.root), { recursive: true, force: true });
    return { kind, isWiped };
  },

  render({ kind, isWiped }, style) {
    const done = style.green('✓');
    if (kind === 'existing') return `${done} your cluster is no longer used; nothing in it was changed`;
    if (isWiped) return `${done} the cluster is deleted · next: ./fairway cluster up`;
    return `${done} the cluster is stopped; its data is kept · next: ./fairway cluster up, or ./fairway cluster down --wipe to delete the data`;
  },
};
