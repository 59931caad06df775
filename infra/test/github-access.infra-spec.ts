import { catalog } from '@fairway/catalog';
import { managedResources, type Values } from '@fairway/infra';
import { describe, expect } from 'vitest';
import { decide, type Decision } from '../src/access/decide.js';
import { githubContext, githubPrincipal, type GithubToken } from '../src/access/github-token.js';
import type { PolicyDocument } from '../src/access/policy-document.js';
import { roleNamed, rolesOf } from '../src/access/roles.js';
import { reachedInOther, rightsOnPrivateZones } from './support/reach.js';
import { settings } from './support/settings.js';
import { it, type StackRuns } from './support/stack-runs.js';

const { project, region, accountId } = settings;
const [owner = '', repositoryName = ''] = settings.repository.split('/');
const repository = { owner, ownerId: settings.githubOwnerId, name: repositoryName, id: settings.githubRepositoryId };
const roles = [
  'plan',
  'plan-main',
  'build',
  'deploy-dev',
  'deploy-production',
  'apply-dev',
  'apply-production',
] as const;
type RoleName = (typeof roles)[number];

const pull = 'refs/pull/7/merge';
const main = 'refs/heads/main';
const feature = 'refs/heads/feature';
const release = 'refs/tags/v1.2.3';

type Row = readonly [
  what: string,
  token: Partial<GithubToken> & Pick<GithubToken, 'subject' | 'workflow'>,
  roles: readonly RoleName[],
];

// Pull requests of forks are not in the table, because GitHub gives their jobs no token.
const rows: readonly Row[] = [
  ['pull request, plan', { subject: 'pull_request', workflow: `terraform-plan.yml@${pull}` }, ['plan']],
  ['pull request, build', { subject: 'pull_request', workflow: `build.yml@${pull}` }, []],
  ['pull request, deploy', { subject: 'pull_request', workflow: `deploy.yml@${pull}` }, []],
  ['pull request, apply', { subject: 'pull_request', workflow: `terraform-apply.yml@${pull}` }, []],
  ['pull request, another workflow', { subject: 'pull_request', workflow: `some-other.yml@${pull}` }, []],
  [
    'pull request, plan as on main (pull_request_target)',
    { subject: 'pull_request', workflow: `terraform-plan.yml@${main}` },
    [],
  ],

  ['push to main, build', { subject: `ref:${main}`, workflow: `build.yml@${main}` }, ['build']],
  ['push to main, build of a branch', { subject: `ref:${main}`, workflow: `build.yml@${feature}` }, []],
  ['push to main, plan', { subject: `ref:${main}`, workflow: `terraform-plan.yml@${main}` }, []],
  ['push to main, deploy', { subject: `ref:${main}`, workflow: `deploy.yml@${main}` }, []],
  // Before its environment is approved it plans.
  ['push to main, apply', { subject: `ref:${main}`, workflow: `terraform-apply.yml@${main}` }, ['plan-main']],
  ['push to main, apply of a branch', { subject: `ref:${main}`, workflow: `terraform-apply.yml@${feature}` }, []],
  ['schedule on main, drift', { subject: `ref:${main}`, workflow: `terraform-drift.yml@${main}` }, ['plan-main']],
  ['branch, apply', { subject: `ref:${feature}`, workflow: `terraform-apply.yml@${feature}` }, []],
  ['branch, drift', { subject: `ref:${feature}`, workflow: `terraform-drift.yml@${feature}` }, []],
  ['branch that calls the drift of main', { subject: `ref:${feature}`, workflow: `terraform-drift.yml@${main}` }, []],
  ['pull request, drift', { subject: 'pull_request', workflow: `terraform-drift.yml@${pull}` }, []],
  ['push to main, another workflow', { subject: `ref:${main}`, workflow: `some-other.yml@${main}` }, []],
  ['push to a branch, build', { subject: `ref:${feature}`, workflow: `build.yml@${feature}` }, []],
  ['push to a branch, build of main', { subject: `ref:${feature}`, workflow: `build.yml@${main}` }, []],
  ['tag, build', { subject: `ref:${release}`, workflow: `build.yml@${release}` }, []],
  ['tag, deploy', { subject: `ref:${release}`, workflow: `deploy.yml@${release}` }, []],

  ['environment dev, deploy of main', { subject: 'environment:dev', workflow: `deploy.yml@${main}` }, ['deploy-dev']],
  ['environment dev, deploy of a branch', { subject: 'environment:dev', workflow: `deploy.yml@${feature}` }, []],
  ['environment dev, deploy of a tag', { subject: 'environment:dev', workflow: `deploy.yml@${release}` }, []],
  ['environment dev, another workflow', { subject: 'environment:dev', workflow: `some-other.yml@${main}` }, []],
  [
    'environment production, deploy of main',
    { subject: 'environment:production', workflow: `deploy.yml@${main}` },
    ['deploy-production'],
  ],
  [
    'environment production, deploy of a release',
    { subject: 'environment:production', workflow: `deploy.yml@${release}` },
    ['deploy-production'],
  ],
  [
    'environment production, deploy of another tag',
    { subject: 'environment:production', workflow: 'deploy.yml@refs/tags/try' },
    [],
  ],
  [
    'environment production, deploy of a branch',
    { subject: 'environment:production', workflow: `deploy.yml@${feature}` },
    [],
  ],
  [
    'environment production, deploy of a branch like a tag',
    { subject: 'environment:production', workflow: 'deploy.yml@refs/heads/v1' },
    [],
  ],
  ['environment production, build', { subject: 'environment:production', workflow: `build.yml@${main}` }, []],
  ['environment production, apply', { subject: 'environment:production', workflow: `terraform-apply.yml@${main}` }, []],
  [
    'environment infra-dev, apply of main',
    { subject: 'environment:infra-dev', workflow: `terraform-apply.yml@${main}` },
    ['apply-dev'],
  ],
  [
    'environment infra-dev, apply of a branch',
    { subject: 'environment:infra-dev', workflow: `terraform-apply.yml@${feature}` },
    [],
  ],
  ['environment infra-dev, deploy', { subject: 'environment:infra-dev', workflow: `deploy.yml@${main}` }, []],
  [
    'environment infra-production, apply of main',
    { subject: 'environment:infra-production', workflow: `terraform-apply.yml@${main}` },
    ['apply-production'],
  ],
  [
    'environment infra-production, apply of a tag',
    { subject: 'environment:infra-production', workflow: `terraform-apply.yml@${release}` },
    [],
  ],
  [
    'environment infra-production, plan',
    { subject: 'environment:infra-production', workflow: `terraform-plan.yml@${main}` },
    [],
  ],
  // Where an environment asks nobody, only this keeps the code of a branch away.
  [
    'a branch that calls the deploy of main',
    { subject: 'environment:dev', workflow: `deploy.yml@${main}`, ref: feature },
    [],
  ],
  [
    'a tag that calls the deploy of main',
    { subject: 'environment:dev', workflow: `deploy.yml@${main}`, ref: release },
    [],
  ],
  ['an undeclared environment', { subject: 'environment:staging', workflow: `deploy.yml@${main}` }, []],

  [
    'another repository of the owner',
    {
      subject: 'environment:production',
      workflow: `deploy.yml@${main}`,
      repository: { ...repository, name: 'playground', id: '1' },
    },
    [],
  ],
  [
    'another repository that calls our workflow',
    {
      subject: 'environment:production',
      workflow: `deploy.yml@${main}`,
      repository: { ...repository, name: 'playground', id: '1' },
      workflowRepository: settings.repository,
    },
    [],
  ],
  [
    "our repository with another's workflow",
    { subject: 'environment:dev', workflow: `deploy.yml@${main}`, workflowRepository: 'stranger/tools' },
    [],
  ],
  [
    'our name in another repository',
    { subject: 'environment:dev', workflow: `deploy.yml@${main}`, repository: { ...repository, id: '1' } },
    [],
  ],
  [
    'a token for another audience',
    { subject: 'environment:dev', workflow: `deploy.yml@${main}`, audience: 'https://vault.example.com' },
    [],
  ],
];

function global(runs: StackRuns): Values {
  const { values } = runs.state('shared', 'global');
  if (values === undefined) throw new Error('shared/global is empty.');
  return values;
}

const roleOf = (runs: StackRuns, name: RoleName) => roleNamed(global(runs), `${project}-${name}`);

function taken(token: Row[1], form: GithubToken['form'], trustOf: (role: RoleName) => PolicyDocument): RoleName[] {
  return roles.filter(
    (role) =>
      decide({
        policies: [trustOf(role)],
        action: 'sts:AssumeRoleWithWebIdentity',
        principal: githubPrincipal(accountId),
        context: githubContext({ repository, form, ...token }),
      }) === 'allowed',
  );
}

describe.each(['legacy', 'immutable'] as const)('the roles of a job whose subject is %s', (form) => {
  it.for(rows)('%s', ([, token, expected], { runs }) => {
    expect(taken(token, form, (role) => roleOf(runs, role).trust)).toEqual(expected);
  });
});

describe('the table needs every condition of the trust policies', () => {
  it.for(['aud', 'sub', 'repository_id', 'job_workflow_ref', 'ref'])('%s', (claim, { runs }) => {
    const without = ({ statements }: PolicyDocument): PolicyDocument => ({
      statements: statements.map((statement) => ({
        ...statement,
        conditions: statement.conditions.filter(({ key }) => !key.endsWith(`:${claim}`)),
      })),
    });
    const tables = (trustOf: (role: RoleName) => PolicyDocument) =>
      rows.map(([what, token]) => [what, taken(token, 'legacy', trustOf)]);
    expect(tables((role) => without(roleOf(runs, role).trust))).not.toEqual(tables((role) => roleOf(runs, role).trust));
  });
});

it('no other repository gets a role of GitHub, and no other role trusts GitHub', ({ runs }) => {
  expect(
    rolesOf(global(runs))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(roles.map((role) => `${project}-${role}`).sort());
  for (const role of roles) {
    const principals = roleOf(runs, role).trust.statements.map((statement) => statement.principals);
    expect(principals, role).toEqual([{ Federated: [githubPrincipal(accountId).id] }]);
    expect(roleOf(runs, role).foreignPolicyArns, role).toEqual([]);
  }
});

const inRegion = { 'aws:RequestedRegion': region };
const tagged = (environment: string) => ({ ...inRegion, 'aws:ResourceTag/environment': environment });
const state = `arn:aws:s3:::${project}-terraform-state-${accountId}`;
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`;
const iam = (resource: string) => `arn:aws:iam::${accountId}:${resource}`;
const boundaryArn = (environment: string) => iam(`policy/${project}-boundary-${environment}`);
const beneath = (environment: string) => ({ 'iam:PermissionsBoundary': boundaryArn(environment) });
const throughS3 = { ...inRegion, 'kms:ViaService': `s3.${region}.amazonaws.com` };

type Right = readonly [role: RoleName, action: string, resource: string, context?: Readonly<Record<string, string>>];

const rightsOfRoles = [
  'AttachRolePolicy',
  'CreateRole',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
].map((action) => `iam:${action}`);

const may: readonly Right[] = [
  ['plan', 's3:GetObject', `${state}/production/network/terraform.tfstate`],
  ['plan', 's3:PutObject', `${state}/plans/review/dev/0a1b/network-2c3d.plan`],
  ['plan-main', 's3:GetObject', `${state}/production/network/terraform.tfstate`],
  ['plan-main', 's3:PutObject', `${state}/plans/apply/dev/0a1b/network-2c3d.plan`],
  ['plan-main', 'ec2:DescribeVpcs', '*'],
  ['plan', 'ec2:DescribeVpcs', '*'],
  ['plan', 'ssm:GetParameter', arn('ssm', `parameter/${project}/dev/network`)],
  ['build', 'ecr:GetAuthorizationToken', '*'],
  ...(['build', 'deploy-dev', 'deploy-production'] as const).flatMap((role): Right[] => [
    [role, 'ecr:DescribeImageScanFindings', arn('ecr', `repository/${project}/auth-service`)],
    // Enhanced scanning queries Inspector with the caller's identity.
    ...['ListCoverage', 'ListFindings'].map((action): Right => [role, `inspector2:${action}`, '*']),
  ]),
  ...Object.keys(catalog.services).map((service): Right => [
    'build',
    'ecr:PutImage',
    arn('ecr', `repository/${project}/${service}`),
  ]),
  ['deploy-dev', 'eks:DescribeCluster', arn('eks', `cluster/${project}-dev`)],
  ['deploy-dev', 'ssm:GetParameter', arn('ssm', `parameter/${project}/dev/cluster`)],
  ['deploy-dev', 'ecr:BatchGetImage', arn('ecr', `repository/${project}/auth-service`)],
  ['deploy-production', 'eks:DescribeCluster', arn('eks', `cluster/${project}-production`)],
  // Reading a manifest and putting it back gives a released image its tag.
  ...['BatchGetImage', 'PutImage'].map((action): Right => [
    'deploy-production',
    `ecr:${action}`,
    arn('ecr', `repository/${project}/auth-service`),
  ]),
  ...(['dev', 'production'] as const).flatMap((environment): Right[] => [
    [`apply-${environment}`, 's3:PutObject', `${state}/${environment}/network/terraform.tfstate`],
    [`apply-${environment}`, 's3:PutObject', `${state}/${environment}/network/terraform.tfstate.tflock`],
    [`apply-${environment}`, 's3:DeleteObject', `${state}/${environment}/network/terraform.tfstate.tflock`],
    [`apply-${environment}`, 's3:GetObject', `${state}/plans/apply/${environment}/0a1b/network-2c3d.plan`],
    [`apply-${environment}`, 'ec2:CreateVpc', '*', inRegion],
    [`apply-${environment}`, 'ec2:DeleteSubnet', arn('ec2', 'subnet/subnet-1'), tagged(environment)],
    [
      `apply-${environment}`,
      'eks:CreateNodegroup',
      arn('eks', `cluster/${project}-${environment}`),
      tagged(environment),
    ],
    ...rightsOfRoles.map((action): Right => [
      `apply-${environment}`,
      action,
      iam(`role/${project}-${environment}-svc-x`),
      beneath(environment),
    ]),
    ...['CreateProject', 'CreateWebhook', 'DeleteProject'].map((action): Right => [
      `apply-${environment}`,
      `codebuild:${action}`,
      arn('codebuild', `project/${project}-${environment}-runner`),
    ]),
    [
      `apply-${environment}`,
      'iam:PassRole',
      iam(`role/${project}-${environment}-runner`),
      { 'iam:PassedToService': 'codebuild.amazonaws.com' },
    ],
    [`apply-${environment}`, 'iam:DeleteRole', iam(`role/${project}-${environment}-svc-x`)],
    [`apply-${environment}`, 'iam:AddRoleToInstanceProfile', iam(`instance-profile/${project}-${environment}-bastion`)],
    [
      `apply-${environment}`,
      'iam:PassRole',
      iam(`role/${project}-${environment}-node`),
      { 'iam:PassedToService': 'ec2.amazonaws.com' },
    ],
  ]),
];

const mayNot: readonly Right[] = [
  ...(['plan', 'plan-main'] as const).flatMap((role): Right[] => [
    [
      role,
      'secretsmanager:GetSecretValue',
      arn('secretsmanager', `secret:${project}/dev/auth-service/DATABASE_URL-a1b2c3`),
    ],
    [role, 'secretsmanager:BatchGetSecretValue', '*'],
    [role, 's3:GetObject', `arn:aws:s3:::${project}-production-backups-${accountId}/backup`],
    [role, 's3:PutObject', `${state}/dev/network/terraform.tfstate`],
    [role, 's3:PutObject', `${state}/dev/network/terraform.tfstate.tflock`],
    [role, 's3:DeleteObject', `${state}/dev/network/terraform.tfstate`],
    [role, 'kms:Decrypt', arn('kms', 'key/of-an-environment'), throughS3],
    [role, 'ec2:RunInstances', '*', inRegion],
    [role, 'iam:PutRolePolicy', iam(`role/${project}-plan`)],
    [role, 'sts:AssumeRole', iam(`role/${project}-apply-dev`)],
  ]),
  ['plan', 's3:PutObject', `${state}/plans/apply/dev/0a1b/network-2c3d.plan`],
  ['plan-main', 's3:PutObject', `${state}/plans/review/dev/0a1b/network-2c3d.plan`],
  ['build', 'ecr:PutImage', arn('ecr', 'repository/another/api-gateway')],
  ['build', 'inspector2:Disable', '*'],
  ['build', 'ecr:BatchDeleteImage', arn('ecr', `repository/${project}/api-gateway`)],
  ['build', 'ecr:SetRepositoryPolicy', arn('ecr', `repository/${project}/api-gateway`)],
  ['build', 'eks:DescribeCluster', arn('eks', `cluster/${project}-dev`)],
  ['build', 's3:GetObject', `${state}/dev/network/terraform.tfstate`],
  ['deploy-dev', 'eks:DescribeCluster', arn('eks', `cluster/${project}-production`)],
  ['deploy-dev', 'ssm:GetParameter', arn('ssm', `parameter/${project}/production/cluster`)],
  ['deploy-dev', 'ecr:PutImage', arn('ecr', `repository/${project}/auth-service`)],
  ['deploy-dev', 'eks:UpdateClusterConfig', arn('eks', `cluster/${project}-dev`)],
  [
    'deploy-dev',
    'secretsmanager:GetSecretValue',
    arn('secretsmanager', `secret:${project}/dev/auth-service/DATABASE_URL-a1b2c3`),
  ],
  ['deploy-production', 'eks:DescribeCluster', arn('eks', `cluster/${project}-dev`)],
  ...['BatchDeleteImage', 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutLifecyclePolicy', 'UploadLayerPart'].map(
    (action): Right => ['deploy-production', `ecr:${action}`, arn('ecr', `repository/${project}/auth-service`)],
  ),
  ...(['dev', 'production'] as const).flatMap((environment): Right[] => {
    const other = environment === 'dev' ? 'production' : 'dev';
    const role = `apply-${environment}` as const;
    return [
      [role, 's3:PutObject', `${state}/${other}/network/terraform.tfstate`],
      [role, 's3:PutObject', `${state}/shared/global/terraform.tfstate`],
      [role, 's3:GetObject', `${state}/${other}/network/terraform.tfstate`],
      [role, 's3:DeleteObject', `${state}/${environment}/network/terraform.tfstate`],
      [role, 's3:PutObject', `${state}/plans/apply/${environment}/0a1b/network-2c3d.plan`],
      [role, 's3:GetObject', `${state}/plans/apply/${other}/0a1b/network-2c3d.plan`],
      // Anyone who can push a branch may have written it.
      [role, 's3:GetObject', `${state}/plans/review/${environment}/0a1b/network-2c3d.plan`],
      [role, 's3:DeleteBucket', state],
      [role, 'ec2:DeleteSubnet', arn('ec2', 'subnet/subnet-1'), tagged(other)],
      [role, 'ec2:DeleteTags', arn('ec2', 'subnet/subnet-1'), tagged(other)],
      [role, 'ec2:CreateVpc', '*', { 'aws:RequestedRegion': 'mars-north-1' }],
      [role, 'kms:ScheduleKeyDeletion', arn('kms', 'key/1'), tagged(other)],
      [role, 'kms:ScheduleKeyDeletion', arn('kms', 'key/1'), tagged('shared')],
      [
        role,
        'kms:TagResource',
        arn('kms', 'key/1'),
        { ...tagged('shared'), 'aws:RequestTag/environment': environment },
      ],
      [role, 'rds:DeleteDBCluster', arn('rds', `cluster:${project}-${other}-database`), tagged(other)],
      [role, 'kafka:DeleteCluster', arn('kafka', `cluster/${project}-${other}-kafka/0a1b-1`), tagged(other)],
      [role, 'eks:DeleteCluster', arn('eks', `cluster/${project}-${other}`), tagged(other)],
      [role, 'iam:PutRolePolicy', iam(`role/${project}-${other}-svc-auth-service`), beneath(environment)],
      ...roles.map((github): Right => [
        role,
        'iam:PutRolePolicy',
        iam(`role/${project}-${github}`),
        beneath(environment),
      ]),
      ...roles.map((github): Right => [role, 'iam:UpdateAssumeRolePolicy', iam(`role/${project}-${github}`)]),
      [role, 'iam:CreateRole', iam('role/administrator'), beneath(environment)],
      ...[{}, beneath(other), { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' }].flatMap(
        (boundary) =>
          rightsOfRoles.map((action): Right => [
            role,
            action,
            iam(`role/${project}-${environment}-administrator`),
            boundary,
          ]),
      ),
      [role, 'iam:DeleteRolePermissionsBoundary', iam(`role/${project}-${environment}-svc-x`), beneath(environment)],
      ...[
        'CreatePolicy',
        'CreatePolicyVersion',
        'DeletePolicy',
        'DeletePolicyVersion',
        'SetDefaultPolicyVersion',
        'TagPolicy',
      ].map((action): Right => [role, `iam:${action}`, boundaryArn(environment)]),
      [role, 'iam:AddRoleToInstanceProfile', iam(`instance-profile/${project}-${other}-bastion`)],
      [role, 'iam:PassRole', iam(`role/${project}-${other}-node`), { 'iam:PassedToService': 'ec2.amazonaws.com' }],
      [role, 'codebuild:UpdateProject', arn('codebuild', `project/${project}-${other}-runner`)],
      ...['GetItem', 'PutItem', 'DeleteItem'].map((action): Right => [
        role,
        `dynamodb:${action}`,
        arn('dynamodb', `table/${project}-terraform-state`),
      ]),
      [role, 'iam:CreateUser', iam('user/somebody')],
      [
        role,
        'iam:PassRole',
        iam(`role/${project}-${environment}-node`),
        { 'iam:PassedToService': 'lambda.amazonaws.com' },
      ],
      [
        role,
        'secretsmanager:GetSecretValue',
        arn('secretsmanager', `secret:${project}/${environment}/auth-service/DATABASE_URL-a1b2c3`),
      ],
      [role, 'route53:DeleteHostedZone', 'arn:aws:route53:::hostedzone/PUBLIC'],
    ];
  }),
];

function decided(runs: StackRuns, [role, action, resource, context = {}]: Right): Decision {
  const publicZone = managedResources(global(runs)).find(({ address }) => address === 'aws_route53_zone.public');
  const named = resource.replace('PUBLIC', String(publicZone?.values['zone_id']));
  return decide({ policies: roleOf(runs, role).policies, action, resource: named, context });
}

describe('a role of one environment changes nothing in the other', () => {
  const kindsOf = [
    ['deploy-dev', 'production'],
    ['deploy-production', 'dev'],
    ['apply-dev', 'production'],
    ['apply-production', 'dev'],
  ] as const;

  it.for(kindsOf)('%s in %s', ([name, other], { runs }) => {
    const { asked, reached } = reachedInOther(runs, roleOf(runs, name), other);
    expect(asked).toBeGreaterThan(100);
    expect(reached).toEqual(name.startsWith('apply-') ? rightsOnPrivateZones : []);
  });
});

describe('a role may do its work', () => {
  it.for(may)('%s %s %s', (right, { runs }) => expect(decided(runs, right)).toBe('allowed'));
});

describe('a role may not do', () => {
  it.for(mayNot)('%s %s %s', (right, { runs }) => expect(decided(runs, right)).not.toBe('allowed'));
});
