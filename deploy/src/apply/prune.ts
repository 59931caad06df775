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

// Claims hold data, and Secrets the passwords to it.
const kept = new Set(['persistentvolumeclaims', 'secrets']);

/** Deletes what an earlier deployment applied and this one did not. Returns its names. */
export async function prune(applied: readonly Resource[], { kubectl, namespace }: Site): Promise<string[]> {
  const listed = await kubectl.run(['api-resources', '--namespaced', '--verbs=list,delete', '--output=name']);
  const kinds = listed.split('\n').filter((kind) => kind !== '' && !kept.has(kind) && !kind.startsWith('events'));
  const { items } = await kubectl.read<{ items: Listed[] }>([
    'get',
    kinds.join(','),
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
