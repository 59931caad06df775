import { managedResources, stacksOf } from '@fairway/infra';
import { describe, expect } from 'vitest';
import {
  boundaryOf,
  decidedBeneath,
  lostBeneath,
  ownDatabase,
  unboundedRoles,
  valuesOf,
  type Try,
} from './support/boundaries.js';
import { settings } from './support/settings.js';
import { it } from './support/stack-runs.js';

const { project, region, accountId } = settings;
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const state = `arn:aws:s3:::${project}-terraform-state-${accountId}`;

const tagged = (environment: string) => ({ 'aws:ResourceTag/environment': environment });
const ofCluster = (environment: string) => ({ 'aws:ResourceTag/eks:cluster-name': `${project}-${environment}` });
const environments = ['dev', 'production'] as const;
const everyStack = environments.flatMap((environment) =>
  stacksOf[environment].map((stack) => [environment, stack] as const),
);

describe('every role of an environment has its boundary', () => {
  it.for(everyStack)('%s/%s', ([environment, stack], { runs }) => {
    const { count, unbounded } = unboundedRoles(runs, environment, stack);
    expect(count).toBeGreaterThan(0);
    expect(unbounded).toEqual([]);
  });

  it.for(environments)('and the boundary takes no right from it in %s', (environment, { runs }) => {
    const { asked, lost } = lostBeneath(runs, environment);
    expect(asked.length).toBeGreaterThan(200);
    expect(lost).toEqual([]);
  });
});

const iamWrites =
  `AcceptDelegationRequest AddRoleToInstanceProfile AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
  AssociateDelegationRequest CreateDelegationRequest CreateGroup DisableOrganizationsRootSessions RejectDelegationRequest SendDelegationToken
  CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider
  CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteRole DeleteRolePermissionsBoundary DetachRolePolicy
  EnableMFADevice PutRolePermissionsBoundary PutRolePolicy PutUserPolicy RemoveRoleFromInstanceProfile ResetServiceSpecificCredential
  ResyncMFADevice SetDefaultPolicyVersion TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UploadServerCertificate`.split(
    /\s+/,
  );

describe.each(environments)('an administrator role that apply-%s could create', (environment) => {
  const other = environment === 'dev' ? 'production' : 'dev';
  const image = arn('ecr', `repository/${project}/auth-service`);
  const targetGroup = arn('elasticloadbalancing', 'targetgroup/k8s-1/1');
  const zone = 'arn:aws:route53:::hostedzone/1';
  const recordNames = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
  const masterSecret = arn('secretsmanager', 'secret:rds!db-1-a1b2c3');

  // The first ones are what AWS's own policies give to nodes, enhanced monitoring and cluster software; no stack lists
  // these.
  const works: readonly Try[] = [
    ['ecr:GetAuthorizationToken', '*'],
    ...['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].map((action): Try => [
      `ecr:${action}`,
      image,
      tagged('shared'),
    ]),
    ['eks-auth:AssumeRoleForPodIdentity', arn('eks', `cluster/${project}-${environment}`), tagged(environment)],
    ['ssmmessages:CreateControlChannel', '*'],
    ['ec2messages:GetMessages', '*'],
    ['ssm:UpdateInstanceInformation', '*'],
    ['logs:PutLogEvents', arn('logs', 'log-group:RDSOSMetrics:log-stream:db-1')],
    ['ec2:AttachNetworkInterface', arn('ec2', 'instance/i-1'), { ...tagged(environment), ...ofCluster(environment) }],
    [
      'autoscaling:UpdateAutoScalingGroup',
      arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/eks-1'),
      ofCluster(environment),
    ],
    [
      'iam:CreateServiceLinkedRole',
      iam('role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing'),
    ],
    ['iam:PassRole', iam(`role/${project}-${environment}-node`)],
    ['sts:AssumeRole', iam(`role/${project}-${environment}-svc-x`)],
    ['s3:PutObject', `arn:aws:s3:::${project}-${environment}-backups-${accountId}/backup`],
    ['secretsmanager:GetSecretValue', masterSecret, ownDatabase(environment)],
    ['route53:ChangeResourceRecordSets', zone, { ...tagged('shared'), [recordNames]: ['api-x.example.com'] }],
    ['route53:ChangeResourceRecordSets', zone, { [recordNames]: [`x.${environment}.${project}.internal`] }],
  ];

  const refused: readonly Try[] = [
    ...iamWrites.map((action): Try => [`iam:${action}`, iam(`role/${project}-${environment}-svc-x`)]),
    ...[`${other}-node`, `apply-${environment}`, `apply-${other}`].flatMap((name): Try[] => [
      ['sts:AssumeRole', iam(`role/${project}-${name}`)],
      ['iam:PassRole', iam(`role/${project}-${name}`)],
    ]),
    ['ec2:TerminateInstances', arn('ec2', 'instance/i-1'), tagged(other)],
    [
      'ec2:AuthorizeSecurityGroupIngress',
      arn('ec2', 'security-group/sg-1'),
      { 'aws:ResourceTag/aws:eks:cluster-name': `${project}-${other}` },
    ],
    [
      'autoscaling:UpdateAutoScalingGroup',
      arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/eks-1'),
      ofCluster(other),
    ],
    [
      'elasticloadbalancing:RegisterTargets',
      targetGroup,
      { 'aws:ResourceTag/elbv2.k8s.aws/cluster': `${project}-${other}` },
    ],
    ['ssm:StartSession', arn('ec2', 'instance/i-1'), tagged(other)],
    ['kms:Decrypt', arn('kms', 'key/1'), tagged(other)],
    ['kms:ScheduleKeyDeletion', arn('kms', 'key/1'), tagged('shared')],
    ...['BatchDeleteImage', 'PutImage', 'SetRepositoryPolicy', 'UploadLayerPart'].map((action): Try => [
      `ecr:${action}`,
      image,
      tagged('shared'),
    ]),
    [
      'secretsmanager:GetSecretValue',
      arn('secretsmanager', `secret:${project}/${other}/auth-service/DATABASE_URL-a1b2c3`),
    ],
    ['secretsmanager:GetSecretValue', masterSecret, ownDatabase(other)],
    ['secretsmanager:GetSecretValue', masterSecret],
    ['ssm:GetParameter', arn('ssm', `parameter/${project}/${other}/data`)],
    ['ssm:PutParameter', arn('ssm', `parameter/${project}/shared/global`)],
    ['kafka-cluster:ReadData', arn('kafka', `topic/${project}-${other}-kafka/0a1b-1/users`)],
    ['s3:GetObject', `arn:aws:s3:::${project}-${other}-backups-${accountId}/backup`],
    ['s3:DeleteObject', `arn:aws:s3:::${project}-shared-trail-${accountId}/AWSLogs/1`],
    ...environments.map((key): Try => ['s3:GetObject', `${state}/${key}/network/terraform.tfstate`]),
    ['s3:PutBucketPolicy', state],
    [
      'route53:ChangeResourceRecordSets',
      zone,
      { [recordNames]: [`x.${environment}.${project}.internal`, `database.${other}.${project}.internal`] },
    ],
  ];

  const unused = [
    'lambda:CreateFunction',
    'organizations:LeaveOrganization',
    'cloudtrail:StopLogging',
    'route53:DeleteHostedZone',
  ];

  it.for(works)('may %s %s', (work, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), work)).toBe('allowed');
  });

  // Denied explicitly: a resource's policy can give a session what a boundary merely omits.
  it.for(refused)('is denied %s %s', (right, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), right)).toBe('explicit deny');
  });

  it('is denied them by each of the denials', ({ runs }) => {
    const { statements } = boundaryOf(runs, environment);
    const idle = statements.filter((denial) => {
      const rest = { statements: statements.filter((statement) => statement !== denial) };
      return denial.effect === 'Deny' && refused.every((right) => decidedBeneath(rest, right) === 'explicit deny');
    });
    expect(idle).toEqual([]);
  });

  it.for(unused)('cannot use %s', (action, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), [action, '*'])).toBe('implicit deny');
  });

  it("reaches none of the other environment's resources", ({ runs }) => {
    const resources = stacksOf[other].flatMap((stack) => managedResources(valuesOf(runs, other, stack)));
    // S3 and Route 53 do not pass the tags of existing resources to IAM.
    const contextOf = (values: Readonly<Record<string, unknown>>) =>
      values['tags_all'] === undefined || /^arn:aws:(route53|s3):/.test(String(values['arn'])) ? {} : tagged(other);
    const named = resources.filter(({ values }) => typeof values['arn'] === 'string');
    const reached = named.filter(({ values }) => {
      const service = String(values['arn'])
        .split(':')[2]
        ?.replace(/^kafka$/, 'kafka-cluster');
      return (
        decidedBeneath(boundaryOf(runs, environment), [
          `${service}:Something`,
          String(values['arn']),
          contextOf(values),
        ]) === 'allowed'
      );
    });
    expect(named.length).toBeGreaterThan(100);
    expect(reached.map(({ address }) => address)).toEqual([]);
  });
});
