import { managedResources, stacksOf, type Values } from '@fairway/infra';
import { describe, expect } from 'vitest';
import type { Context } from '../src/access/conditions.js';
import { decide, type Decision } from '../src/access/decide.js';
import { parsePolicy, type PolicyDocument } from '../src/access/policy-document.js';
import { rolesOf } from '../src/access/roles.js';
import { settings } from './support/settings.js';
import { it, type StackRuns } from './support/stack-runs.js';

const { project, region, accountId } = settings;
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const boundaryArn = (environment: string) => iam(`policy/${project}-boundary-${environment}`);
const state = `arn:aws:s3:::${project}-terraform-state-${accountId}`;

const tagged = (environment: string) => ({ 'aws:ResourceTag/environment': environment });
const ofCluster = (environment: string) => ({ 'aws:ResourceTag/eks:cluster-name': `${project}-${environment}` });
const ownDatabase = (environment: string) => ({
  'aws:ResourceTag/aws:rds:primaryDBInstanceArn': arn('rds', `db:${project}-${environment}-database`),
});

const environments = ['dev', 'production'] as const;
type Environment = (typeof environments)[number];

const everyStack = environments.flatMap((environment) => stacksOf[environment].map((stack) => [environment, stack] as const));

function valuesOf(runs: StackRuns, ...[environment, stack]: Parameters<StackRuns['state']>): Values {
  const { values } = runs.state(environment, stack);
  if (values === undefined) throw new Error(`${environment}/${stack} is empty.`);
  return values;
}

function boundaryOf(runs: StackRuns, environment: Environment): PolicyDocument {
  const resources = managedResources(valuesOf(runs, 'shared', 'global'));
  const policy = resources.find(({ type, values }) => type === 'aws_iam_policy' && values['arn'] === boundaryArn(environment));
  if (policy === undefined) throw new Error(`The stack global has no ${boundaryArn(environment)}.`);
  return parsePolicy(String(policy.values['policy']));
}

type Try = readonly [action: string, resource: string, context?: Context];

const administrator: PolicyDocument = { statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }] };

/** What the strongest role that apply can make may do: both its policies and its boundary must allow it. */
function decidedBeneath(boundary: PolicyDocument, [action, resource, context = {}]: Try): Decision {
  const request = { action, resource, context: { 'aws:PrincipalAccount': accountId, ...context } };
  const decisions = [administrator, boundary].map((policy) => decide({ policies: [policy], ...request }));
  return decisions.find((decision) => decision !== 'allowed') ?? 'allowed';
}

describe('every role of an environment is beneath its boundary', () => {
  it.for(everyStack)('%s/%s', ([environment, stack], { runs }) => {
    const ofStack = managedResources(valuesOf(runs, environment, stack)).filter(({ type }) => type === 'aws_iam_role');
    expect(ofStack.length).toBeGreaterThan(0);
    expect(ofStack.filter(({ values }) => values['permissions_boundary'] !== boundaryArn(environment)).map(({ address }) => address)).toEqual([]);
  });

  // Each right that a policy of theirs gives, in the situation that the policy asks for.
  it.for(environments)('and loses nothing by it in %s', (environment, { runs }) => {
    const statements = stacksOf[environment]
      .flatMap((stack) => rolesOf(valuesOf(runs, environment, stack)))
      .flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
    const asked = statements.flatMap(({ actions = [], resources = [], conditions }) => {
      const met = conditions.filter(({ operator }) => operator !== 'Null').map(({ key, values }) => [key, filled(values[0] ?? '')]);
      const context = { ...ownDatabase(environment), ...Object.fromEntries(met) };
      return actions.flatMap((action) => resources.map((resource): Try => [filled(action), filled(resource), context]));
    });
    const boundary = boundaryOf(runs, environment);
    const lost = asked.filter((right) => decidedBeneath(boundary, right) !== 'allowed');
    expect(asked.length).toBeGreaterThan(200);
    expect(lost).toEqual([]);
  });

  const filled = (pattern: string) => (pattern === '*' ? pattern : pattern.replaceAll('*', 'x'));
});

const iamWrites = `AcceptDelegationRequest AddRoleToInstanceProfile AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
  AssociateDelegationRequest CreateDelegationRequest CreateGroup DisableOrganizationsRootSessions RejectDelegationRequest SendDelegationToken
  CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider
  CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteRole DeleteRolePermissionsBoundary DetachRolePolicy
  EnableMFADevice PutRolePermissionsBoundary PutRolePolicy PutUserPolicy RemoveRoleFromInstanceProfile ResetServiceSpecificCredential
  ResyncMFADevice SetDefaultPolicyVersion TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UploadServerCertificate`.split(/\s+/);

describe.each(environments)('an administrator whom apply-%s could make', (environment) => {
  const other = environment === 'dev' ? 'production' : 'dev';
  const image = arn('ecr', `repository/${project}/order-service`);
  const targetGroup = arn('elasticloadbalancing', 'targetgroup/k8s-1/1');
  const zone = 'arn:aws:route53:::hostedzone/1';
  const recordNames = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
  const masterSecret = arn('secretsmanager', 'secret:rds!db-1-a1b2c3');

  // The first ones are what AWS's own policies give nodes, enhanced monitoring and cluster software, which no stack spells out.
  const works: readonly Try[] = [
    ['ecr:GetAuthorizationToken', '*'],
    ...['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'].map((action): Try => [`ecr:${action}`, image, tagged('shared')]),
    ['eks-auth:AssumeRoleForPodIdentity', arn('eks', `cluster/${project}-${environment}`), tagged(environment)],
    ['ssmmessages:CreateControlChannel', '*'],
    ['ec2messages:GetMessages', '*'],
    ['ssm:UpdateInstanceInformation', '*'],
    ['logs:PutLogEvents', arn('logs', 'log-group:RDSOSMetrics:log-stream:db-1')],
    ['ec2:AttachNetworkInterface', arn('ec2', 'instance/i-1'), { ...tagged(environment), ...ofCluster(environment) }],
    ['autoscaling:UpdateAutoScalingGroup', arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/eks-1'), ofCluster(environment)],
    ['iam:CreateServiceLinkedRole', iam('role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing')],
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
    ['ec2:AuthorizeSecurityGroupIngress', arn('ec2', 'security-group/sg-1'), { 'aws:ResourceTag/aws:eks:cluster-name': `${project}-${other}` }],
    ['autoscaling:UpdateAutoScalingGroup', arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/eks-1'), ofCluster(other)],
    ['elasticloadbalancing:RegisterTargets', targetGroup, { 'aws:ResourceTag/elbv2.k8s.aws/cluster': `${project}-${other}` }],
    ['ssm:StartSession', arn('ec2', 'instance/i-1'), tagged(other)],
    ['kms:Decrypt', arn('kms', 'key/1'), tagged(other)],
    ['kms:ScheduleKeyDeletion', arn('kms', 'key/1'), tagged('shared')],
    ...['BatchDeleteImage', 'PutImage', 'SetRepositoryPolicy', 'UploadLayerPart'].map((action): Try => [`ecr:${action}`, image, tagged('shared')]),
    ['secretsmanager:GetSecretValue', arn('secretsmanager', `secret:${project}/${other}/order-service/DATABASE_URL-a1b2c3`)],
    ['secretsmanager:GetSecretValue', masterSecret, ownDatabase(other)],
    ['secretsmanager:GetSecretValue', masterSecret],
    ['ssm:GetParameter', arn('ssm', `parameter/${project}/${other}/data`)],
    ['ssm:PutParameter', arn('ssm', `parameter/${project}/shared/global`)],
    ['kafka-cluster:ReadData', arn('kafka', `topic/${project}-${other}-kafka/0a1b-1/orders`)],
    ['s3:GetObject', `arn:aws:s3:::${project}-${other}-backups-${accountId}/backup`],
    ['s3:DeleteObject', `arn:aws:s3:::${project}-shared-trail-${accountId}/AWSLogs/1`],
    ...environments.map((key): Try => ['s3:GetObject', `${state}/${key}/network/terraform.tfstate`]),
    ['s3:PutBucketPolicy', state],
    ['route53:ChangeResourceRecordSets', zone, { [recordNames]: [`x.${environment}.${project}.internal`, `database.${other}.${project}.internal`] }],
  ];

  const unused = ['lambda:CreateFunction', 'organizations:LeaveOrganization', 'cloudtrail:StopLogging', 'route53:DeleteHostedZone'];

  it.for(works)('may %s %s', (work, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), work)).toBe('allowed');
  });

  // Denied, not merely left out: what a boundary leaves out can be given to a session by the policy of a resource.
  it.for(refused)('is denied %s %s', (right, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), right)).toBe('explicit deny');
  });

  it('is denied them by every denial there is', ({ runs }) => {
    const { statements } = boundaryOf(runs, environment);
    const idle = statements.filter((denial) => {
      const rest = { statements: statements.filter((statement) => statement !== denial) };
      return denial.effect === 'Deny' && refused.every((right) => decidedBeneath(rest, right) === 'explicit deny');
    });
    expect(idle).toEqual([]);
  });

  it.for(unused)('has no use for %s', (action, { runs }) => {
    expect(decidedBeneath(boundaryOf(runs, environment), [action, '*'])).toBe('implicit deny');
  });

  it('reaches nothing that the other environment has', ({ runs }) => {
    const resources = stacksOf[other].flatMap((stack) => managedResources(valuesOf(runs, other, stack)));
    // Neither S3 nor Route 53 tells IAM the tags of what it has.
    const contextOf = (values: Readonly<Record<string, unknown>>) =>
      values['tags_all'] === undefined || /^arn:aws:(route53|s3):/.test(String(values['arn'])) ? {} : tagged(other);
    const named = resources.filter(({ values }) => typeof values['arn'] === 'string');
    const reached = named.filter(({ values }) => {
      const service = String(values['arn']).split(':')[2]?.replace(/^kafka$/, 'kafka-cluster');
      return decidedBeneath(boundaryOf(runs, environment), [`${service}:Something`, String(values['arn']), contextOf(values)]) === 'allowed';
    });
    expect(named.length).toBeGreaterThan(100);
    expect(reached.map(({ address }) => address)).toEqual([]);
  });
});
