import type { Kubectl } from './kubectl.js';

export interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
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
    const { reason, message } = state.waiting ?? {};
    if (reason !== undefined && reason !== 'ContainerCreating' && reason !== 'PodInitializing')
      return [reason, message].filter((part) => part !== undefined).join(': ');
    if (state.waiting !== undefined) return 'starting';
  }
  return 'running, but not ready';
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
