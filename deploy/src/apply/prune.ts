import { fieldManager } from './kubectl.js';
import { managedBy } from './overlay.js';
import type { Resource } from './resources.js';
import type { Site } from './rollout.js';

interface ReplicaSet extends Resource {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
        }[];
      };
    };
  };
}

interface Listed extends Resource {
  readonly metadata: Resource['metadata'] & { readonly managedFields?: readonly { readonly manager?: string }[] };
}

interface Role extends Resource {
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

/**
 * What the Role of the deployer may delete, as kubectl names it: `deployments.apps`. Neither claims nor Secrets are among
 * them, which hold data and the passwords to it.
 */
export function prunableKinds(applied: readonly Resource[]): string[] {
  const roles = applied.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'deployer') as Role[];
  return roles
    .flatMap(({ rules }) => rules)
    .filter(({ verbs }) => verbs.includes('delete'))
    .flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => (group === '' ? resource : `${resource}.${group}`))),
    );
}

/** Deletes what an earlier deployment applied and this one did not. Returns its names. */
export async function prune(applied: readonly Resource[], { kubectl, namespace }: Site): Promise<string[]> {
  // A cluster without an operator does not know the operator's kinds.
  const known = new Set((await kubectl.run(['api-resources', '--namespaced', '--output=name'])).split('\n'));
  const { items } = await kubectl.read<{ items: Listed[] }>([
    'get',
    prunableKinds(applied)
      .filter((kind) => known.has(kind))
      .join(','),
    '--namespace',
    namespace,
    `--selector=${managedBy.label}=${managedBy.value}`,
    '--show-managed-fields',
  ]);
  const { items: replicaSets } = await kubectl.read<{ items: ReplicaSet[] }>([
    'get',
    'replicasets',
    '--namespace',
    namespace,
  ]);
  // The ReplicaSets of earlier versions refer to their own settings, and a rollback needs both.
  const settings = new Set(
    replicaSets.flatMap(({ spec }) =>
      spec.template.spec.containers.flatMap(({ envFrom = [] }) =>
        envFrom.map(({ configMapRef }) => configMapRef?.name),
      ),
    ),
  );
  const keyOf = ({ kind, metadata }: Resource) => `${kind}/${metadata.name}`;
  const current = new Set(applied.map(keyOf));
  const left = items.filter(
    (resource) =>
      !current.has(keyOf(resource)) &&
      // Controllers copy labels to what they make: a Service's reach its Endpoints.
      resource.metadata.managedFields?.some(({ manager }) => manager === fieldManager) &&
      !(resource.kind === 'ConfigMap' && settings.has(resource.metadata.name)),
  );
  const names = [...new Set(left.map(keyOf))];
  if (names.length > 0) await kubectl.run(['delete', ...names, '--namespace', namespace]);
  return names;
}
