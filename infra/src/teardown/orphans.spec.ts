import { describe, expect, it } from 'vitest';
import { answers, butWith } from '../../test/support/empty-account.js';
import { ScriptedPrograms, type Answer } from '../../test/support/scripted-programs.js';
import { findOrphans } from './orphans.js';
import type { Target } from './target.js';

const dev: Target = {
  environment: 'dev',
  project: 'fairway',
  region: 'us-east-1',
  accountId: '111122223333',
  name: 'fairway-dev',
};
const ec2 = 'arn:aws:ec2:us-east-1:111122223333';

async function report(...changed: Answer[]) {
  const programs = new ScriptedPrograms(butWith(...changed));
  return await findOrphans(dev, programs);
}
const tagged = (filter: string, ...arns: string[]): Answer => ({
  to: filter,
  with: { stdout: JSON.stringify({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) }) },
});
const records = (...ResourceRecordSets: object[]): Answer => ({
  to: 'list-resource-record-sets',
  with: { stdout: JSON.stringify({ ResourceRecordSets }) },
});
const text = (Name: string, owner: string) => ({
  Name,
  Type: 'TXT',
  ResourceRecords: [
    { Value: `"heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/dev/api"` },
  ],
});

describe('the report of leftovers', () => {
  it('is empty when nothing is left', async () => {
    expect(await report()).toEqual({ orphans: [], expected: [], notChecked: [] });
  });

  it.each<[string, string, string, Answer]>([
    [
      'a load balancer',
      'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1',
      'aws elbv2 delete-load-balancer --load-balancer-arn arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1 --region us-east-1',
      tagged(
        'elbv2.k8s.aws/cluster,Values=fairway-dev',
        'arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1',
      ),
    ],
    [
      'a target group',
      'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/1',
      'aws elbv2 delete-target-group --target-group-arn arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/1 --region us-east-1',
      tagged('elbv2.k8s.aws/cluster', 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/a/1'),
    ],
    [
      'a volume',
      `${ec2}:volume/vol-1`,
      'aws ec2 delete-volume --volume-id vol-1 --region us-east-1',
      tagged('Key=kubernetes.io/cluster/fairway-dev', `${ec2}:volume/vol-1`),
    ],
    [
      'a snapshot',
      `${ec2}:snapshot/snap-1`,
      'aws ec2 delete-snapshot --snapshot-id snap-1 --region us-east-1',
      tagged('Key=kubernetes.io/cluster/', `${ec2}:snapshot/snap-1`),
    ],
    [
      'a security group',
      `${ec2}:security-group/sg-1`,
      'aws ec2 delete-security-group --group-id sg-1 --region us-east-1',
      tagged('elbv2.k8s.aws/', `${ec2}:security-group/sg-1`),
    ],
    [
      'an instance of the cluster',
      `${ec2}:instance/i-1`,
      'aws ec2 terminate-instances --instance-ids i-1 --region us-east-1',
      {
        to: 'tag-key,Values=kubernetes.io/cluster/fairway-dev',
        with: { stdout: '{"Reservations":[{"Instances":[{"InstanceId":"i-1"}]}]}' },
      },
    ],
    [
      'an instance of the environment',
      `${ec2}:instance/i-2`,
      'aws ec2 terminate-instances --instance-ids i-2 --region us-east-1',
      {
        to: 'describe-instances --region us-east-1 --filters Name=tag:environment,Values=dev',
        with: { stdout: '{"Reservations":[{"Instances":[{"InstanceId":"i-2"}]}]}' },
      },
    ],
    [
      'a NAT gateway',
      `${ec2}:natgateway/nat-1`,
      'aws ec2 delete-nat-gateway --nat-gateway-id nat-1 --region us-east-1',
      { to: 'describe-nat-gateways', with: { stdout: '{"NatGateways":[{"NatGatewayId":"nat-1"}]}' } },
    ],
    [
      'an interface',
      `${ec2}:network-interface/eni-1`,
      'aws ec2 delete-network-interface --network-interface-id eni-1 --region us-east-1',
      { to: 'describe-network-interfaces', with: { stdout: '{"NetworkInterfaces":[{"NetworkInterfaceId":"eni-1"}]}' } },
    ],
    [
      'a log group',
      'arn:aws:logs:us-east-1:1:log-group:/aws/eks/fairway-dev/cluster',
      'aws logs delete-log-group --log-group-name /aws/eks/fairway-dev/cluster --region us-east-1',
      {
        to: '--log-group-name-prefix /aws/eks/fairway-dev/',
        with: { stdout: '{"logGroups":[{"arn":"arn:aws:logs:us-east-1:1:log-group:/aws/eks/fairway-dev/cluster:*"}]}' },
      },
    ],
    [
      "anything with the environment's tags",
      'arn:aws:sqs:us-east-1:1:queue',
      'Delete it in the console of its service.',
      tagged('Key=environment,Values=dev Key=project,Values=fairway', 'arn:aws:sqs:us-east-1:1:queue'),
    ],
  ])('lists %s, and how to remove it', async (_, id, remove, answer) => {
    expect(await report(answer)).toEqual({ orphans: [{ id, remove }], expected: [], notChecked: [] });
  });

  it('lists what two queries find only once', async () => {
    const group = `${ec2}:security-group/sg-1`;
    expect((await report(tagged('get-resources', group))).orphans).toHaveLength(1);
  });

  it('ignores the tag index for instances and NAT gateways, because it lists deleted ones', async () => {
    expect((await report(tagged('get-resources', `${ec2}:instance/i-1`, `${ec2}:natgateway/nat-1`))).orphans).toEqual(
      [],
    );
  });

  it('lists records of this ExternalDNS, and of no other', async () => {
    const { orphans } = await report(
      records(text('api-dev.example.com.', 'fairway-dev'), text('api.example.com.', 'fairway-dev-2'), {
        Name: 'a.',
        Type: 'A',
      }),
    );
    expect(orphans).toEqual([
      { id: 'TXT api-dev.example.com. in the zone Z1', remove: expect.stringContaining('Route 53') },
    ]);
  });

  it.each<[string, string, string | undefined, Answer[]]>([
    [
      'a key that is scheduled for deletion',
      'arn:aws:kms:us-east-1:1:key/a',
      'deleted on 2026-12-24',
      [
        {
          to: 'kms describe-key',
          with: { stdout: '{"KeyMetadata":{"KeyState":"PendingDeletion","DeletionDate":"2026-12-24"}}' },
        },
      ],
    ],
    [
      'a key that is not',
      'arn:aws:kms:us-east-1:1:key/a',
      undefined,
      [{ to: 'kms describe-key', with: { stdout: '{"KeyMetadata":{"KeyState":"Enabled"}}' } }],
    ],
    [
      'a key that cannot be read',
      'arn:aws:kms:us-east-1:1:key/a',
      undefined,
      [{ to: 'kms describe-key', with: { exitCode: 254 } }],
    ],
    [
      'a secret that is scheduled for deletion',
      'arn:aws:secretsmanager:us-east-1:1:secret:a',
      'can be restored',
      [{ to: 'describe-secret', with: { stdout: '{"DeletedDate":"2026-11-24"}' } }],
    ],
    [
      'a secret that is not',
      'arn:aws:secretsmanager:us-east-1:1:secret:a',
      undefined,
      [{ to: 'describe-secret', with: { stdout: '{}' } }],
    ],
    ['a final snapshot', 'arn:aws:rds:us-east-1:1:cluster-snapshot:a', 'until you delete it', []],
    ['retained backups', 'arn:aws:rds:us-east-1:1:auto-backup:a', 'for their retention', []],
    ['a database', 'arn:aws:rds:us-east-1:1:db:a', undefined, []],
  ])('judges %s', async (_, arn, why, more) => {
    const { orphans, expected } = await report(tagged('Key=environment', arn), ...more);
    const judged = { id: arn, why: expect.stringContaining(why ?? '') };
    expect(expected).toEqual(why === undefined ? [] : [judged]);
    expect(orphans.map(({ id }) => id)).toEqual(why === undefined ? [arn] : []);
  });

  it('says what it could not check', async () => {
    const denied = { exitCode: 254, stderr: 'AccessDenied' };
    expect((await report({ to: 'describe-nat-gateways', with: denied })).notChecked).toEqual([
      expect.stringContaining('aws ec2 describe-nat-gateways'),
    ]);
    expect((await report({ to: 'ssm get-parameter', with: denied })).notChecked).toEqual([
      expect.stringContaining('/fairway/shared/global'),
    ]);
    expect((await report({ to: 'list-resource-record-sets', with: denied })).notChecked).toEqual([
      expect.stringContaining('route53'),
    ]);
  });

  it('only reads', async () => {
    const programs = new ScriptedPrograms(answers);
    await findOrphans(dev, programs);
    expect(programs.calls.length).toBeGreaterThan(10);
    expect(programs.calls.filter((call) => !/ (describe|get|list)-/.test(call))).toEqual([]);
  });
});
