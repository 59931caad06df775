import { readFileSync } from 'node:fs';
import { parseResources, type Resource } from '../../src/apply/resources.js';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A right in a namespace. Without a group, that of any resource of this name. */
interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string | undefined;
}

interface Role extends Resource {
  readonly rules: readonly Rule[];
}

/** What a pipeline may do. */
const [{ rules }] = parseResources(readFileSync('deploy/kubernetes/base/shared/deployer.yaml', 'utf8')) as [Role];

/** Every resource that the Role names, as `kubectl api-resources --output=name` lists them. */
export const resourcesOfRole = rules.flatMap(({ apiGroups, resources }) =>
  apiGroups.flatMap((group) => resources.map((resource) => (group === '' ? resource : `${resource}.${group}`))),
);

/**
 * The rights that programs used and that a pipeline does not have: `list statefulsets`.
 * @param calls command lines
 * @param inputs what `kubectl apply` read, one list each
 */
export function missingRights(calls: readonly string[], inputs: readonly string[]): string[] {
  const applied = inputs.flatMap((input) => (JSON.parse(input) as { items: Resource[] }).items);
  const used = [
    ...calls.filter((call) => call.startsWith('kubectl ')).flatMap(rightsOf),
    ...applied.flatMap(({ apiVersion, kind }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      return rights(['get', 'create', 'patch'], pluralOf(kind), group);
    }),
  ];
  const missing = used.filter(({ verb, resource, group }) => {
    const has = (rule: Rule) =>
      rule.resources.includes(resource) &&
      rule.verbs.includes(verb) &&
      (group === undefined || rule.apiGroups.includes(group));
    return !rules.some(has);
  });
  return [...new Set(missing.map(({ verb, resource }) => `${verb} ${resource}`))];
}

/** What a command of kubectl asks the API server for. */
function rightsOf(call: string): Right[] {
  const [command = '', ...args] = call
    .replaceAll(/ --(?:kubeconfig|namespace|context) \S+/g, '')
    .split(' ')
    .slice(1)
    .filter((word) => !word.startsWith('--'));
  const [first = '', ...names] = args;
  const named = names.length > 0 || first.includes('/');
  const verbs: Readonly<Record<string, readonly string[]>> = {
    get: named ? ['get'] : ['list'],
    // It waits until they are gone.
    delete: ['get', 'list', 'watch', 'delete'],
    annotate: ['get', 'patch'],
    wait: ['get', 'list', 'watch'],
  };
  switch (command) {
    // They ask for nothing in the namespace; what `apply` reads is judged by itself.
    case 'api-resources':
    case 'apply':
    case 'auth':
    case 'config':
    case 'kustomize':
      return [];
    case 'logs':
      return [...rights(['get'], 'pods'), ...rights(['get'], 'pods/log')];
    default: {
      const known = verbs[command];
      if (known === undefined) throw new Error(`Say which rights this needs: ${call}`);
      const kinds = first.includes('/') ? args.flatMap((name) => /^(.+)\//.exec(name)?.[1] ?? []) : first.split(',');
      return kinds.flatMap((kind) => {
        const [resource = '', ...group] = kind.split('.');
        return rights(known, pluralOf(resource), group.length === 0 ? undefined : group.join('.'));
      });
    }
  }
}

const rights = (verbs: readonly string[], resource: string, group?: string): Right[] =>
  verbs.map((verb) => ({ verb, resource, group }));

/** `networkpolicies` of `NetworkPolicy`; a plural stays. */
function pluralOf(kind: string): string {
  if (/^[a-z]+s$/.test(kind)) return kind;
  const name = kind.toLowerCase();
  return name.endsWith('y') ? name.replace(/y$/, 'ies') : name.endsWith('s') ? `${name}es` : `${name}s`;
}
