import type { Kubectl } from './kubectl.js';

export interface Pod {
  readonly kind: 'Pod';
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

interface ContainerState {
  readonly running?: object;
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode: number };
}

/** The pods with some labels, newest first, without those that are being deleted: they fail because of that. */
export function podsWith(labels: Readonly<Record<string, string>>, pods: readonly Pod[]): Pod[] {
  return pods
    .filter(({ metadata }) => Object.entries(labels).every(([label, value]) => metadata.labels?.[label] === value))
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .toSorted((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
}

/** The reason why a pod that nothing is wrong with is not ready yet. */
export const starting = 'starting';

/** Why a pod is not ready, in one line; undefined when it is. */
export function reasonOf({ status }: Pod): string | undefined {
  const { conditions = [], containerStatuses = [] } = status;
  const isTrue = (type: string) =>
    conditions.some((condition) => condition.type === type && condition.status === 'True');
  if (isTrue('Ready') || status.phase === 'Succeeded') return undefined;
  const unscheduled = conditions.find(({ type, status: state }) => type === 'PodScheduled' && state === 'False');
  if (unscheduled !== undefined) return `no node has room for it: ${unscheduled.message ?? 'unknown'}`;
  for (const { state, lastState, restartCount } of containerStatuses) {
    const ended = state.terminated ?? lastState.terminated;
    const again = restartCount > 0 ? `, restarted ${restartCount} times` : '';
    if (ended !== undefined) return `${ended.reason ?? 'ended'} with exit code ${ended.exitCode}${again}`;
    if (isRefused(state)) return [state.waiting?.reason, state.waiting?.message].filter(Boolean).join(': ');
    if (state.waiting !== undefined) return starting;
  }
  return 'running, but not ready';
}

/** Whether the node of a pod says why it cannot start a container, such as ImagePullBackOff. */
function isRefused({ waiting }: ContainerState): boolean {
  return waiting?.reason !== undefined && !['ContainerCreating', 'PodInitializing'].includes(waiting.reason);
}

/** Whether a pod has been on its node for so long, and one of its containers could not start once. */
export function cannotStart({ status }: Pod, { seconds }: { seconds: number }): boolean {
  const { conditions = [], containerStatuses = [] } = status;
  const scheduled = conditions.find(({ type, status: state }) => type === 'PodScheduled' && state === 'True');
  return (
    scheduled !== undefined &&
    Date.now() - Date.parse(scheduled.lastTransitionTime) > seconds * 1_000 &&
    containerStatuses.some(({ state, lastState }) => isRefused(state) && lastState.terminated === undefined)
  );
}

const logLines = 20;

/** The last lines that a pod logged, of the run before when it has restarted. Empty when it never ran. */
export async function lastLinesOf(
  { metadata, status }: Pod,
  { kubectl, namespace }: { kubectl: Kubectl; namespace: string },
): Promise<string> {
  const [container] = status.containerStatuses ?? [];
  const ranBefore = container !== undefined && container.restartCount > 0 && container.state.running === undefined;
  const previous = ranBefore ? ['--previous'] : [];
  try {
    return await kubectl.run(['logs', metadata.name, '--namespace', namespace, `--tail=${logLines}`, ...previous]);
  } catch {
    return '';
  }
}
