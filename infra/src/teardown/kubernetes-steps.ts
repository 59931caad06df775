import type { Argv, Condition, Step } from './step.js';
import { taggedArns, taggedWith } from './tagged.js';
import type { Target } from './target.js';

/** Namespaces with volume claims, besides the environment's own: monitoring, and Strimzi if it runs Kafka. */
const namespacesWithVolumes = ['monitoring', 'kafka'];

/** Resources that controllers in the cluster created in AWS are deleted first, while those controllers still run. */
export function kubernetesSteps(target: Target): Step[] {
  const when = clusterExists(target);
  return [stopArgoCd(target), loadBalancers(target), workloads(target), karpenterNodes(target)].map((step) => ({
    ...step,
    when,
  }));
}

/** Lets a teardown continue after its cluster is gone. */
export function clusterExists({ name, region }: Target): Condition {
  return {
    reads: ['aws', 'eks', 'describe-cluster', '--name', name, '--region', region],
    holds({ exitCode, stderr }) {
      if (exitCode === 0) return true;
      return stderr.includes('ResourceNotFoundException') ? false : undefined;
    },
    otherwise: `the cluster ${name} does not exist any more`,
  };
}

function stopArgoCd(target: Target): Step {
  const controller = ['argocd-application-controller', '--namespace', 'argocd'];
  const argv = kubectl(target, 'delete', 'statefulset', ...controller, '--ignore-not-found', '--timeout=5m');
  return {
    title: 'Stop what would recreate it',
    why: 'If Argo CD is installed, it restores everything that is deleted here from Git.',
    actions: [{ kind: 'run', argv, when: served(target, 'argoproj.io', 'Argo CD') }],
  };
}

function loadBalancers(target: Target): Step {
  return {
    title: 'Load balancers',
    why: 'They use interfaces and security groups, which cannot be deleted meanwhile, and cost money. ExternalDNS deletes their records.',
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
        until: 'no load balancer and no target group of the cluster exists',
      },
    ],
  };
}

function workloads(target: Target): Step {
  const namespaces = [target.environment, ...namespacesWithVolumes];
  return {
    title: 'Workloads and their volumes',
    why: 'A volume outlives the cluster that created it and costs money. The EBS CSI driver deletes it, after the pods that use it.',
    actions: [
      {
        // Their finalizers need the operator, which is deleted with its namespace.
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
        until: 'no volume with the reclaim policy Delete exists',
      },
    ],
  };
}

/** After the workloads: a drain waits for pods that may have no other node to go to. */
function karpenterNodes(target: Target): Step {
  const when = served(target, 'karpenter.sh', 'Karpenter');
  return {
    title: "Karpenter's nodes",
    why: 'Terraform does not know them, so nothing else would delete them. They are empty by now, so they drain at once.',
    actions: [
      { kind: 'run', argv: kubectl(target, 'delete', 'nodepools.karpenter.sh', '--all', '--timeout=15m'), when },
      {
        kind: 'wait',
        reads: kubectl(target, 'get', 'nodeclaims.karpenter.sh', '--output', 'json'),
        left: (stdout) => items(stdout).length,
        until: 'no node of Karpenter exists',
        when,
      },
    ],
  };
}

/** Whether software is installed, judged by its API. */
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
