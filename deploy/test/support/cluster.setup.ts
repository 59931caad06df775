import type { TestProject } from 'vitest/node';
import { chooseCluster, type Choice } from '../../src/cluster/choose-cluster.js';
import { findCluster } from '../../src/cluster/cluster.js';
import { deleteKindCluster, kindRuns, startKindCluster } from '../../src/cluster/kind-cluster.js';
import { startMachineCluster, stoppedProcesses, stopMachineCluster } from '../../src/cluster/machine-cluster.js';
import type { Run } from '@fairway/programs';

/** The cluster of all tests. */
export interface TestCluster {
  readonly kind: Choice['kind'];
  /** False when it ran already: then its data is another's, and it is still running after the tests. */
  readonly isOurs: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster, or the reason why none can run. */
    testCluster: TestCluster | { readonly missing: string };
  }
}

const nodes = 4;

/** Starts a cluster where the machine can run one. The first time, this builds Kubernetes. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run: Run = {
    root: process.cwd(),
    env: process.env,
    progress: (line) => void process.stderr.write(`${line}\n`),
    stopping: new AbortController().signal,
  };
  const found = await start(run);
  project.provide('testCluster', found);
  return async () => {
    if ('missing' in found || !found.isOurs) return;
    if (found.kind === 'kind') await deleteKindCluster(true, run);
    else await stopMachineCluster(true, run);
  };
}

async function start(run: Run): Promise<TestCluster | { readonly missing: string }> {
  // Tests create and delete at will.
  if (findCluster(run.root)?.kind === 'existing')
    return { missing: 'This clone uses a cluster of your own, and tests never do. First: ./fairway cluster down' };
  const choice = await chooseCluster(run);
  if ('missing' in choice) return choice;
  const { kind } = choice;
  const isOurs = kind === 'kind' ? !(await kindRuns(run)) : (await stoppedProcesses(run)) === undefined;
  if (kind === 'kind') await startKindCluster(nodes, run);
  else await startMachineCluster(nodes, run);
  return { kind, isOurs };
}
