import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import { documentIn } from './document-in.js';
import type { Finding, Run, RunRule } from './finding.js';

/**
 * Every resource that supports tags says whose it is. The boundary, the separation of the environments,
 * `kms:CreateKey`, the budgets and the teardown report rely on these tags: without them a resource is out of reach of
 * all of these, or within reach of the other environment.
 */
export const tags: RunRule = (stack, run) =>
  managedResources(stack).flatMap((resource) => [
    ...ofItself(resource, run),
    ...ofWhatItStarts(resource, run),
    ...ofSnapshots(resource),
  ]);

function ofItself({ address, values }: Resource, run: Run): Finding[] {
  // The schema has `tags_all` for exactly the types that support tags.
  if (!('tags_all' in values)) return [];
  return problems(address, '', blocks(values, 'tags_all')[0] ?? {}, run);
}

/**
 * AWS itself starts nodes, their disks and network interfaces, and pods request disks: the provider's default tags do
 * not reach them.
 */
function ofWhatItStarts({ type, address, values }: Resource, run: Run): Finding[] {
  if (type === 'aws_eks_addon' && values['addon_name'] === 'aws-ebs-csi-driver') {
    const { controller = {} } = (documentIn(String(values['configuration_values'])) ?? {}) as {
      controller?: Attributes;
    };
    return problems(address, 'each volume of a pod: ', blocks(controller, 'extraVolumeTags')[0] ?? {}, run);
  }
  if (type !== 'aws_launch_template') return [];
  return ['instance', 'network-interface', 'volume'].flatMap((kind) => {
    const specification = blocks(values, 'tag_specifications').find((candidate) => candidate['resource_type'] === kind);
    return problems(address, `each ${kind} of it: `, blocks(specification ?? {}, 'tags')[0] ?? {}, run);
  });
}

function ofSnapshots({ type, address, values }: Resource): Finding[] {
  if (!['aws_db_instance', 'aws_rds_cluster'].includes(type) || values['copy_tags_to_snapshot'] === true) return [];
  // Snapshots of Aurora instances belong to their cluster.
  return [{ address, problem: 'its snapshots have no owner tags', fix: 'Set copy_tags_to_snapshot to true.' }];
}

function problems(
  address: string,
  whose: string,
  present: Attributes,
  { environment, stack, project, repository }: Run,
): Finding[] {
  const wanted = { project, environment, stack, 'managed-by': 'terraform', repository };
  const wrong = Object.entries(wanted).filter(([name, value]) => texts(present, name)[0] !== value);
  if (wrong.length === 0) return [];
  const told = wrong
    .map(([name, value]) => `${name} = ${JSON.stringify(present[name] ?? null)}, not "${value}"`)
    .join('; ');
  return [
    {
      address,
      problem: `${whose}${told}`,
      fix: 'These five come from default_tags in versions.tf; pass them on where AWS creates resources by itself.',
    },
  ];
}
