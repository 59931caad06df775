import { describe, expect, it } from 'vitest';
import { answers, butWith } from '../../test/support/empty-account.js';
import { ScriptedPrograms, type Answer } from '../../test/support/scripted-programs.js';
import { toldBy } from '../../test/support/told-by.js';
import { executeSteps } from './execute.js';
import type { Inventory } from './inventory.js';
import type { Target } from './target.js';
import { teardownPlan } from './teardown-plan.js';

const dev: Target = {
  environment: 'dev',
  project: 'fairway',
  region: 'us-east-1',
  accountId: '111122223333',
  name: 'fairway-dev',
};
const production: Target = { ...dev, environment: 'production', name: 'fairway-production' };
const stack = (name: 'network' | 'data' | 'cluster') => ({
  stack: name,
  resourceCount: 1,
  dataHolders: [],
  deletionProtected: [] as string[],
  deliveries: [] as string[],
  keptBuckets: [] as { address: string; name: string }[],
});
const disposable: Inventory = { stacks: [stack('network'), stack('data'), stack('cluster')], survivors: [] };
const guarded: Inventory = {
  stacks: [
    stack('network'),
    {
      ...stack('data'),
      deletionProtected: ['module.aurora[0].aws_rds_cluster.this'],
      deliveries: ['module.kafka[0].aws_msk_cluster.this'],
      keptBuckets: [{ address: 'module.backups_bucket.aws_s3_bucket.this', name: 'backups' }],
    },
    { ...stack('cluster'), deletionProtected: ['module.eks.aws_eks_cluster.this'] },
  ],
  survivors: [],
};

const reading = /describe-|get-|list-|state list|api-resources| get |config view/;

/** Runs a whole teardown. @returns every command line, in order */
async function tearDown(
  programs: ScriptedPrograms,
  target: Target,
  inventory: Inventory,
  stopping = new AbortController().signal,
): Promise<string[]> {
  const progress = () => undefined;
  await executeSteps(teardownPlan(target, inventory).steps, programs, {
    progress,
    stopping,
    pollEveryMs: 1,
    waitAtMostMs: 500,
  });
  return programs.calls;
}
const changes = (calls: readonly string[]) => calls.filter((call) => !reading.test(call));

const installed = (group: string): Answer => ({ to: `--api-group ${group}`, with: { stdout: 'things\n' } });
const files = (environment: string, name: string) =>
  `-var-file=../../environments/common.tfvars -var-file=../../environments/${environment}/${name}.tfvars`;
const terraform = (name: string) => `terraform -chdir=infra/terraform/stacks/${name}`;
const init = (environment: string, name: string) =>
  `${terraform(name)} init -input=false -reconfigure -backend-config=../../environments/${environment}/backend.hcl ` +
  `-backend-config=key=${environment}/${name}/terraform.tfstate`;
const unprotect = (name: string, variables: string, address: string) =>
  `${terraform(name)} apply -input=false -auto-approve -lock-timeout=5m ${files('production', name)} ${variables} -target=${address}`;
const destroy = (environment: string, name: string, more = '') =>
  `${terraform(name)} destroy -input=false -auto-approve -lock-timeout=5m ${files(environment, name)}${more}`;

describe('a teardown of dev', () => {
  it('makes exactly these changes, in this order', async () => {
    const programs = new ScriptedPrograms(answers);
    expect(changes(await tearDown(programs, dev, disposable))).toEqual([
      'kubectl --context fairway-dev delete ingresses --all --all-namespaces --timeout=10m',
      'kubectl --context fairway-dev delete services --all-namespaces --field-selector spec.type=LoadBalancer --timeout=10m',
      'kubectl --context fairway-dev delete namespaces dev monitoring kafka --ignore-not-found --timeout=15m',
      'kubectl --context fairway-dev delete persistentvolumeclaims --all --all-namespaces --timeout=10m',
      init('dev', 'cluster'),
      destroy('dev', 'cluster'),
      init('dev', 'data'),
      destroy('dev', 'data'),
      init('dev', 'network'),
      destroy('dev', 'network'),
    ]);
  });

  it('handles Argo CD, Strimzi and Karpenter where they are installed', async () => {
    const programs = new ScriptedPrograms(
      butWith(installed('argoproj.io'), installed('kafka.strimzi.io'), installed('karpenter.sh')),
    );
    expect(changes(await tearDown(programs, dev, disposable)).slice(0, 7)).toEqual([
      expect.stringContaining('delete statefulset argocd-application-controller'),
      expect.stringContaining('delete ingresses'),
      expect.stringContaining('delete services'),
      expect.stringContaining('delete kafkatopics.kafka.strimzi.io'),
      expect.stringContaining('delete namespaces'),
      expect.stringContaining('delete persistentvolumeclaims'),
      expect.stringContaining('delete nodepools.karpenter.sh'),
    ]);
  });

  it('waits until load balancers, volumes and nodes are gone before it continues', async () => {
    const tagged = (count: number) => ({
      stdout: JSON.stringify({ ResourceTagMappingList: Array.from({ length: count }, () => ({ ResourceARN: 'arn' })) }),
    });
    const items = (...found: unknown[]) => ({ stdout: JSON.stringify({ items: found }) });
    const volume = (persistentVolumeReclaimPolicy: string) => ({ spec: { persistentVolumeReclaimPolicy } });
    const programs = new ScriptedPrograms(
      butWith(
        installed('karpenter.sh'),
        { to: 'elbv2.k8s.aws/cluster', with: [tagged(2), tagged(1), tagged(0)] },
        { to: 'get persistentvolumes', with: [items(volume('Delete'), volume('Retain')), items(volume('Retain'))] },
        { to: 'get nodeclaims', with: [items({}), items()] },
      ),
    );
    const calls = await tearDown(programs, dev, disposable);
    const count = (part: string) => calls.filter((call) => call.includes(part)).length;
    expect([count('elbv2.k8s.aws/cluster'), count('get persistentvolumes'), count('get nodeclaims')]).toEqual([
      3, 2, 2,
    ]);
    const last = (part: string) => calls.findLastIndex((call) => call.includes(part));
    expect(last('elbv2.k8s.aws/cluster')).toBeLessThan(last('delete namespaces'));
    expect(last('get persistentvolumes')).toBeLessThan(last('delete nodepools'));
    expect(last('get nodeclaims')).toBeLessThan(last(init('dev', 'cluster')));
  });

  it('deletes interfaces that nodes left behind before it destroys the network', async () => {
    const found = {
      stdout: JSON.stringify({ NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }, { NetworkInterfaceId: 'eni-2' }] }),
    };
    const programs = new ScriptedPrograms(butWith({ to: 'describe-network-interfaces', with: found }));
    expect(changes(await tearDown(programs, dev, disposable)).slice(-4)).toEqual([
      init('dev', 'network'),
      'aws ec2 delete-network-interface --network-interface-id eni-1 --region us-east-1',
      'aws ec2 delete-network-interface --network-interface-id eni-2 --region us-east-1',
      destroy('dev', 'network'),
    ]);
  });
});

describe('a teardown of production', () => {
  const addresses = [
    'module.eks.aws_eks_cluster.this',
    'module.aurora[0].aws_rds_cluster.this',
    'module.kafka[0].aws_msk_cluster.this',
    'module.backups_bucket.aws_s3_bucket.this',
  ];
  const named = '-var=deletion_protection=false -var=teardown_of=fairway-production -var=broker_logs_in_bucket=false';
  const isThere: Answer = { to: 'state list', with: { stdout: `${addresses.join('\n')}\n` } };

  it('removes only existing protection, right before it destroys the stack', async () => {
    const programs = new ScriptedPrograms(butWith(isThere));
    const unprotected = '-var=deletion_protection=false';
    expect(
      changes(await tearDown(programs, production, guarded)).filter((call) => call.startsWith('terraform')),
    ).toEqual([
      init('production', 'data'),
      unprotect('data', named, 'module.kafka[0].aws_msk_cluster.this'),
      init('production', 'data'),
      init('production', 'cluster'),
      unprotect('cluster', unprotected, 'module.eks.aws_eks_cluster.this'),
      destroy('production', 'cluster', ` ${unprotected}`),
      init('production', 'data'),
      unprotect('data', named, 'module.aurora[0].aws_rds_cluster.this'),
      destroy('production', 'data', ` ${named}`),
      init('production', 'network'),
      destroy('production', 'network'),
    ]);
  });

  it('stops deliveries to the buckets first, and checks the buckets before Terraform destroys anything', async () => {
    const programs = new ScriptedPrograms(butWith(isThere));
    const calls = await tearDown(programs, production, guarded);
    const first = (part: string) => calls.findIndex((call) => call.includes(part));
    expect(changes(calls).slice(0, 2)).toEqual([
      init('production', 'data'),
      unprotect('data', named, 'module.kafka[0].aws_msk_cluster.this'),
    ]);
    expect(first('list-object-versions')).toBeGreaterThan(first('delete namespaces'));
    expect(first('list-object-versions')).toBeLessThan(first(' destroy '));
    // Late deliveries are found before the bucket's own stack is destroyed.
    expect(calls.findLastIndex((call) => call.includes('list-object-versions'))).toBeGreaterThan(
      first('cluster destroy'),
    );
  });

  it('does not recreate anything that an earlier run has destroyed', async () => {
    const programs = new ScriptedPrograms(
      butWith({ to: 'state list', with: { stdout: 'module.network.aws_vpc.this\n' } }),
    );
    const calls = await tearDown(programs, production, guarded);
    expect(calls.filter((call) => call.includes(' apply '))).toEqual([]);
    // Asking about that bucket would be an error.
    expect(calls.filter((call) => call.includes('list-object-versions'))).toEqual([]);
  });

  it.each([
    ['objects', '{"Versions":[{}]}'],
    ['only old versions', '{"DeleteMarkers":[{}]}'],
  ])('stops at a bucket with %s before it destroys anything', async (_, stdout) => {
    const programs = new ScriptedPrograms(
      butWith(isThere, { to: 'list-object-versions --bucket backups', with: { stdout } }),
    );
    expect(await toldBy(() => tearDown(programs, production, guarded))).toMatch(
      /The bucket backups contains objects[\s\S]*Save what you need/,
    );
    expect(programs.calls.filter((call) => call.includes(' destroy '))).toEqual([]);
  });
});

describe('a failing teardown', () => {
  it.each([
    [
      'a deletion',
      { to: 'delete namespaces', with: { exitCode: 1 } },
      /Step 3 \(Workloads and their volumes\)[\s\S]*delete namespaces[\s\S]*exit code 1/,
      'delete namespaces',
    ],
    [
      'terraform',
      { to: 'data destroy', with: { exitCode: 1 } },
      /Step 6 \(terraform destroy: data\)[\s\S]*run the same command again/,
      'data destroy',
    ],
    [
      'a question',
      { to: 'get persistentvolumes', with: { exitCode: 1, stderr: 'Forbidden' } },
      /Step 3[\s\S]*Forbidden/,
      'get persistentvolumes',
    ],
    [
      'a question whether to act',
      { to: 'api-resources', with: { exitCode: 1, stderr: 'refused' } },
      /Step 1[\s\S]*refused/,
      'api-resources',
    ],
    [
      'a read of the state',
      { to: 'cluster state list', with: { exitCode: 1, stderr: 'locked' } },
      /Step 5[\s\S]*locked/,
      'cluster state list',
    ],
  ] as const)('at %s stops there', async (_, answer, message, lastCall) => {
    const programs = new ScriptedPrograms(butWith(answer));
    const told = await toldBy(() => tearDown(programs, dev, disposable));
    expect(told).toMatch(/^failed: /);
    expect(told).toMatch(message);
    expect(programs.calls.at(-1)).toContain(lastCall);
  });

  it('at a wait says what it waits for', async () => {
    const programs = new ScriptedPrograms(
      butWith({
        to: 'get persistentvolumes',
        with: { stdout: '{"items":[{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}]}' },
      }),
    );
    expect(await toldBy(() => tearDown(programs, dev, disposable))).toMatch(
      /no volume with the reclaim policy Delete exists[\s\S]*get persistentvolumes/,
    );
    expect(changes(programs.calls).some((call) => call.startsWith('terraform'))).toBe(false);
  });

  it('continues when the cluster is already gone, and skips destroyed stacks', async () => {
    const programs = new ScriptedPrograms(
      butWith(
        { to: 'describe-cluster', with: { exitCode: 254, stderr: 'ResourceNotFoundException: No cluster found' } },
        { to: 'cluster state list', with: {} },
      ),
    );
    expect(changes(await tearDown(programs, dev, disposable))).toEqual([
      init('dev', 'cluster'),
      init('dev', 'data'),
      destroy('dev', 'data'),
      init('dev', 'network'),
      destroy('dev', 'network'),
    ]);
  });

  it('does not mistake another failure for a missing cluster', async () => {
    const programs = new ScriptedPrograms(
      butWith({ to: 'describe-cluster', with: { exitCode: 254, stderr: 'AccessDeniedException' } }),
    );
    await expect(tearDown(programs, dev, disposable)).rejects.toThrow(/AccessDeniedException/);
    expect(changes(programs.calls)).toEqual([]);
  });

  it('stops when it is interrupted', async () => {
    const programs = new ScriptedPrograms(answers);
    await expect(tearDown(programs, dev, disposable, AbortSignal.abort())).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(programs.calls).toEqual([]);
  });
});
