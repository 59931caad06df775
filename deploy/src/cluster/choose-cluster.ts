import { FairwayError } from '@fairway/errors';
import { kindProblem } from './kind-cluster.js';
import { machineProblem } from './machine-cluster.js';
import type { Run } from '@fairway/programs';

export interface Choice {
  readonly kind: 'kind' | 'machine';
  readonly why: string;
}

/** kind where Docker runs, because most people know it; otherwise Kubernetes as processes of this machine. */
export async function chooseCluster(run: Run): Promise<Choice | { readonly missing: string }> {
  const noKind = await kindProblem(run);
  if (noKind === undefined) return { kind: 'kind', why: 'Docker and kind are on this machine' };
  const noMachine = await machineProblem(run);
  if (noMachine === undefined) return { kind: 'machine', why: noKind.replace(/\.$/, '') };
  return { missing: `${noKind} ${noMachine}` };
}

/** @throws FairwayError prerequisite_missing when no cluster can run on this machine */
export async function requireChoice(run: Run): Promise<Choice> {
  const choice = await chooseCluster(run);
  if (!('missing' in choice)) return choice;
  throw new FairwayError('prerequisite_missing', 'No cluster can run on this machine.', {
    cause: choice.missing,
    hint: 'Install Docker and kind, or run this as root on Debian or Ubuntu with Go, or name a cluster of your own: ./fairway cluster up --context NAME --registry NAME',
  });
}
