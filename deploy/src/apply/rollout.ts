import { FairwayError } from '@fairway/errors';
import { setTimeout as pause } from 'node:timers/promises';
import type { Kubectl } from './kubectl.js';
import { lastLinesOf, type Pod, reasonOf } from './pods.js';
import type { Resource } from './resources.js';

/** Where a deployment happens, and how it is followed. */
export interface Site {
  readonly kubectl: Kubectl;
  readonly namespace: string;
  progress(line: string): void;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

interface Workload extends Resource {
  readonly metadata: Resource['metadata'] & { readonly generation: number };
  readonly spec: { readonly replicas?: number; readonly selector?: { matchLabels: Record<string, string> } };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly failed?: number;
    readonly conditions?: readonly Condition[];
  };
}

interface State {
  readonly done: boolean;
  readonly text: string;
  /** Kubernetes has given it up. */
  readonly failed?: true;
}

const intervalMs = 1_000;
/** Kubernetes never gives up a StatefulSet, so this is how long it may stay as it is. */
const statefulSetDeadlineMs = 300_000;

/**
 * Follows workloads until all are done. Each has its own deadline: `progressDeadlineSeconds` of a Deployment,
 * `activeDeadlineSeconds` and `backoffLimit` of a Job.
 * @throws FairwayError at the first that fails: which pod, why, and its last log lines
 */
export async function waitFor(resources: readonly Resource[], site: Site): Promise<void> {
  const isWanted = ({ kind, metadata }: Resource) =>
    resources.some((resource) => resource.kind === kind && resource.metadata.name === metadata.name);
  const shown = new Map<string, string>();
  const changed = new Map<string, { text: string; at: number }>();
  const isStuck = ({ kind, metadata: { name } }: Workload, { done, text }: State) => {
    const now = performance.now();
    if (changed.get(name)?.text !== text) changed.set(name, { text, at: now });
    return !done && kind === 'StatefulSet' && now - (changed.get(name)?.at ?? now) > statefulSetDeadlineMs;
  };
  for (;;) {
    const kinds = 'deployments,statefulsets,jobs';
    const { items } = await site.kubectl.read<{ items: Workload[] }>(['get', kinds, '--namespace', site.namespace]);
    const states = items.filter(isWanted).map((workload) => ({ workload, state: stateOf(workload) }));
    for (const { kind, metadata } of resources)
      if (!items.some((item) => item.kind === kind && item.metadata.name === metadata.name))
        throw new FairwayError('failed', `${kind} ${metadata.name} was deleted during the deployment.`, {
          hint: 'Find out who deletes it, and deploy again.',
        });
    for (const { workload, state } of states) {
      const { name } = workload.metadata;
      const reasons = state.done ? [] : (await podsOf(workload, site)).map(reasonOf);
      const why = reasons.find((reason) => reason !== undefined && reason !== 'starting');
      const line = why === undefined ? state.text : `${state.text} (${why})`;
      if (shown.get(name) !== line) site.progress(`  ${name}: ${line}`);
      shown.set(name, line);
      if (state.failed || isStuck(workload, state)) throw await failureOf(workload, site);
    }
    if (states.every(({ state }) => state.done)) return;
    await pause(intervalMs);
  }
}

function stateOf({ kind, metadata, spec, status }: Workload): State {
  const has = (type: string, value: string) =>
    (status.conditions ?? []).some((condition) => condition.type === type && condition.status === value);
  if (kind === 'Job') {
    if (has('Complete', 'True')) return { done: true, text: 'completed' };
    if (has('Failed', 'True')) return { done: false, text: 'failed', failed: true };
    return { done: false, text: status.failed === undefined ? 'running' : `running, ${status.failed} tries failed` };
  }
  const { replicas: wanted = 1 } = spec;
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  const seen = (status.observedGeneration ?? 0) >= metadata.generation;
  const old = Math.max(0, replicas - updated);
  const done = seen && updated === wanted && old === 0 && available === wanted;
  const text = done
    ? `${available} of ${wanted} available`
    : `${updated} of ${wanted} updated, ${available} available${old > 0 ? `, ${old} old` : ''}`;
  return kind === 'Deployment' && seen && has('Progressing', 'False')
    ? { done: false, text, failed: true }
    : { done, text };
}

async function podsOf({ kind, metadata, spec }: Workload, { kubectl, namespace }: Site): Promise<Pod[]> {
  const labels =
    kind === 'Job' ? { 'batch.kubernetes.io/job-name': metadata.name } : (spec.selector?.matchLabels ?? {});
  const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const query = ['get', 'pods', '--namespace', namespace, `--selector=${selector.join(',')}`];
  const { items } = await kubectl.read<{ items: Pod[] }>([...query, '--sort-by=.metadata.creationTimestamp']);
  return items.toReversed();
}

/** The newest pods that are not ready are those of the new version, because Kubernetes stops old ones only when new ones are. */
async function failureOf(workload: Workload, site: Site): Promise<FairwayError> {
  const { kind, metadata } = workload;
  const pods = await podsOf(workload, site);
  const pod = pods.find((candidate) => reasonOf(candidate) !== undefined);
  const serving = pods.some((candidate) => candidate !== pod && reasonOf(candidate) === undefined);
  const log = pod === undefined ? '' : await lastLinesOf(pod, site);
  const consequence =
    kind === 'Job'
      ? 'No service was changed.'
      : serving
        ? 'Its old version keeps serving.'
        : 'It has no old version that could serve.';
  return new FairwayError('failed', `${metadata.name} failed. ${consequence}`, {
    cause: [
      pod === undefined ? 'It has no pod.' : `Pod ${pod.metadata.name}: ${reasonOf(pod)}.`,
      ...(log === '' ? [] : ['Its last log lines:', log.trimEnd()]),
    ].join('\n'),
    hint: `Fix the cause and deploy again. More: kubectl describe ${kind.toLowerCase()} ${metadata.name} --namespace ${site.namespace}`,
  });
}
