import { FairwayError } from '@fairway/errors';
import { setTimeout as pause } from 'node:timers/promises';
import type { Kubectl } from './kubectl.js';
import { cannotStart, lastLinesOf, type Pod, podsWith, reasonOf, starting } from './pods.js';
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
  readonly message?: string;
}

interface Workload extends Resource {
  readonly metadata: Resource['metadata'] & { readonly generation: number };
  readonly spec: {
    readonly replicas?: number;
    /** Kubernetes gives one to each Job. */
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
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
  /** Why Kubernetes has given it up. */
  readonly givenUp?: string;
}

interface Failing {
  readonly pod: Pod;
  readonly reason: string;
}

const intervalMs = 1_000;
/** Kubernetes never gives up a StatefulSet, so this is how long it may stay as it is. */
const statefulSetDeadlineMs = 300_000;
/** A Job may run for longer, but starts within the time that a Deployment has: `progressDeadlineSeconds`. */
const jobStart = { seconds: 180 };

/**
 * Follows workloads until all are done. Each has its own deadline: `progressDeadlineSeconds` of a Deployment,
 * `activeDeadlineSeconds` and `backoffLimit` of a Job. Reads pods and the kinds of these workloads only, because a pipeline
 * may read no others.
 * @throws FairwayError at the first that fails: which pod, why, and its last log lines
 */
export async function waitFor(resources: readonly Resource[], site: Site): Promise<void> {
  if (resources.length === 0) return;
  const kinds = [...new Set(resources.map(({ kind }) => `${kind.toLowerCase()}s`)), 'pods'].join(',');
  const shown = new Map<string, string>();
  const changed = new Map<string, { text: string; at: number }>();
  // A Job that Kubernetes gives up loses the pod that said why.
  const lastFailing = new Map<string, Failing>();
  const isStuck = ({ kind, metadata: { name } }: Workload, { done, text }: State) => {
    const now = performance.now();
    if (changed.get(name)?.text !== text) changed.set(name, { text, at: now });
    return !done && kind === 'StatefulSet' && now - (changed.get(name)?.at ?? now) > statefulSetDeadlineMs;
  };
  for (;;) {
    const query = ['get', kinds, '--namespace', site.namespace];
    const { items } = await site.kubectl.read<{ items: (Workload | Pod)[] }>(query);
    const allPods = items.filter((item): item is Pod => item.kind === 'Pod');
    let areDone = true;
    for (const { kind, metadata } of resources) {
      const { name } = metadata;
      const workload = items.find((item): item is Workload => item.kind === kind && item.metadata.name === name);
      if (workload === undefined)
        throw new FairwayError('failed', `${kind} ${name} was deleted during the deployment.`, {
          hint: 'Find out who deletes it, and deploy again.',
        });
      const state = stateOf(workload);
      const pods = podsWith(workload.spec.selector.matchLabels, allPods);
      const notReady = state.done ? [] : failingOf(pods);
      const telling = notReady.find(({ reason }) => reason !== starting);
      if (telling !== undefined) lastFailing.set(name, telling);
      const line = telling === undefined ? state.text : `${state.text} (${telling.reason})`;
      if (shown.get(name) !== line) site.progress(`  ${name}: ${line}`);
      shown.set(name, line);
      const hasNoStart = kind === 'Job' && pods.some((pod) => cannotStart(pod, jobStart));
      if (state.givenUp !== undefined || hasNoStart || isStuck(workload, state))
        throw await failureOf(workload, {
          failing: notReady[0] ?? lastFailing.get(name),
          otherwise: state.givenUp,
          serving: notReady.length < pods.length,
          site,
        });
      areDone &&= state.done;
    }
    if (areDone) return;
    await pause(intervalMs);
  }
}

/** The newest are those of the new version, because Kubernetes stops old ones only when new ones are ready. */
function failingOf(pods: readonly Pod[]): Failing[] {
  return pods.flatMap((pod) => {
    const reason = reasonOf(pod);
    return reason === undefined ? [] : [{ pod, reason }];
  });
}

function stateOf({ kind, metadata, spec, status }: Workload): State {
  const find = (type: string, value: string) =>
    (status.conditions ?? []).find((condition) => condition.type === type && condition.status === value);
  if (kind === 'Job') {
    if (find('Complete', 'True')) return { done: true, text: 'completed' };
    const failure = find('Failed', 'True');
    if (failure) return { done: false, text: 'failed', givenUp: failure.message ?? 'It failed.' };
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
  const standstill = kind === 'Deployment' && seen ? find('Progressing', 'False') : undefined;
  return standstill ? { done: false, text, givenUp: standstill.message ?? 'It makes no progress.' } : { done, text };
}

async function failureOf(
  { kind, metadata }: Workload,
  {
    failing,
    otherwise = 'It has no pod.',
    serving,
    site,
  }: { failing: Failing | undefined; otherwise: string | undefined; serving: boolean; site: Site },
): Promise<FairwayError> {
  const log = failing === undefined ? '' : await lastLinesOf(failing.pod, site);
  const consequence =
    kind === 'Job'
      ? 'No service was changed.'
      : serving
        ? 'Its old version keeps serving.'
        : 'It has no old version that could serve.';
  return new FairwayError('failed', `${metadata.name} failed. ${consequence}`, {
    cause: [
      failing === undefined ? otherwise : `Pod ${failing.pod.metadata.name}: ${failing.reason}.`,
      ...(log === '' ? [] : ['Its last log lines:', log.trimEnd()]),
    ].join('\n'),
    hint: `Fix the cause and deploy again. More: kubectl describe ${kind.toLowerCase()} ${metadata.name} --namespace ${site.namespace}`,
  });
}
