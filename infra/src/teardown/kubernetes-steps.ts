import type { Argv, Condition, Step } from './step.js';
import { taggedArns, taggedWith } from './tagged.js';
import type { Target } from './target.js';

/** Namespaces with claims of volumes, besides the environment's own: monitoring, and Strimzi where it runs Kafka. */
const namespacesWithVolumes = ['monitoring', 'kafka'];

/** What controllers in the cluster have made in AWS goes first, while the controllers that can take it away still run. */
export function kubernetesSteps(target: Target): Step[] {
  const when = clusterExists(target);
  return [stopArgoCd(target), loadBalancers(target), workloads(target), karpenterNodes(target)].map((step) => ({
    ...step,
    when,
  }));
}

/** So that a teardown can go on after its cluster is gone. */
export function clusterExists({ name, region }: Target): Condition {
  return {
    reads: ['aws', 'eks', 'describe-cluster', '--name', name, '--region', region],
    holds({ exitCode, stderr }) {
      if (exitCode === 0) return true;
      return stderr.includes('ResourceNotFoundException') ? false : undefined;
    },
    otherwise: `there is no cluster ${name} any more`,
  };
}

function stopArgoCd(target: Target): Step {
  const controller = ['argocd-application-controller', '--namespace', 'argocd'];
  const argv = kubectl(target, 'delete', 'statefulset', ...controller, '--ignore-not-found', '--timeout=5m');
  return {
    title: 'Stop what would make it again',
    why: 'Argo CD, where it is installed, restores from Git whatever is deleted here.',
    actions: [{ kind: 'run', argv, when: served(target, 'argoproj.io', 'Argo CD') }],
  };
}

function loadBalancers(target: Target): Step {
  return {
    title: 'Load balancers',
    why: 'They hold interfaces and security groups that then cannot be deleted, and go on being billed. ExternalDNS takes their records back.',
    actions: [
      { kind: 'run', argv: kubectl(target, 'delete', 'ingresses', '--all', '--all-namespaces', '--timeout=10m') },
      {
        kind: 'run',
        argv: kubectl(
          target,
          'delete',
          'services',
          '--all-namespaces',
          '--field-selector',
          'spec.type=LoadBalancer',
          '--timeout=10m',
        ),
      },
      {
        kind: 'wait',
        reads: [
          ...taggedWith(target, `elbv2.k8s.aws/cluster,Values=${target.name}`),
          '--resource-type-filters',
          'elasticloadbalancing',
        ],
        left: (stdout) => taggedArns(stdout).length,
        until: 'no load balancer and no target group of the cluster is left',
      },
    ],
  };
}

function workloads(target: Target): Step {
  const namespaces = [target.environment, ...namespacesWithVolumes];
  return {
    title: 'Workloads and their volumes',
    why: 'A volume outlives the cluster that made it, and is billed. The EBS CSI driver deletes it, after the pods that use it.',
    actions: [
      {
        // Their finalizers need the operator, which goes with its namespace.
        kind: 'run',
        argv: kubectl(target, 'delete', 'kafkatopics.kafka.strimzi.io', '--all', '--all-namespaces', '--timeout=5m'),
        when: served(target, 'kafka.strimzi.io', 'Strimzi'),
      },
      {
        kind: 'run',
        argv: kubectl(target, 'delete', 'namespaces', ...namespaces, '--ignore-not-found', '--timeout=15m'),
      },
      {
        kind: 'run',
        argv: kubectl(target, 'delete', 'persistentvolumeclaims', '--all', '--all-namespaces', '--timeout=10m'),
      },
      {
        kind: 'wait',
        reads: kubectl(target, 'get', 'persistentvolumes', '--output', 'json'),
        left: (stdout) =>
          items<PersistentVolume>(stdout).filter(({ spec }) => spec.persistentVolumeReclaimPolicy === 'Delete').length,
        until: 'no volume with the reclaim policy Delete is left',
      },
    ],
  };
}

/** After the workloads: a drain waits for pods that may have nowhere else to go. */
function karpenterNodes(target: Target): Step {
  const when = served(target, 'karpenter.sh', 'Karpenter');
  return {
    title: 'Nodes that Karpenter made',
    why: 'Terraform does not know them, and nobody would be left to end them. They are empty by now, so they drain at once.',
    actions: [
      { kind: 'run', argv: kubectl(target, 'delete', 'nodepools.karpenter.sh', '--all', '--timeout=15m'), when },
      {
        kind: 'wait',
        reads: kubectl(target, 'get', 'nodeclaims.karpenter.sh', '--output', 'json'),
        left: (stdout) => items(stdout).length,
        until: 'no node of Karpenter is left',
        when,
      },
    ],
  };
}

/** Whether software is installed, told by the API that it brings along. */
function served(target: Target, group: string, software: string): Condition {
  return {
    reads: kubectl(target, 'api-resources', '--api-group', group, '--output', 'name'),
    holds: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() !== '' : undefined),
    otherwise: `${software} is not installed`,
  };
}

function kubectl({ name }: Target, ...args: string[]): Argv {
  return ['kubectl', '--context', name, ...args];
}

interface PersistentVolume {
  readonly spec: { readonly persistentVolumeReclaimPolicy?: string };
}

function items<Item>(stdout: string): Item[] {
  return (JSON.parse(stdout) as { items: Item[] }).items;
}
