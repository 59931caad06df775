import type { Condition } from '../access/policy-document.js';
import { matchesAction } from '../access/wildcards.js';

/**
 * `*`, or an ARN that leaves everything after the kind of resource open, such as all buckets or
 * `arn:aws:iam::111122223333:role/*`.
 */
export function namesNothing(resource: string): boolean {
  const [, , service = '', , , ...rest] = resource.split(':');
  if (rest.length === 0) return resource.includes('*');
  // Bucket ARNs have no kind before the name.
  const kind = service === 's3' ? '' : '([A-Za-z-]+[:/])?((app|net)/)?';
  return service.includes('*') || new RegExp(`^${kind}[*?/:]+$`).test(rest.join(':'));
}

/** Reads that reveal content or credentials; all other reads show settings. */
const revealing = [
  'acm:ExportCertificate',
  'athena:GetQueryResults',
  'codeartifact:GetAuthorizationToken',
  'cognito-identity:GetCredentialsForIdentity',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'ec2:GetConsoleOutput',
  'ec2:GetConsoleScreenshot',
  'ec2:GetPasswordData',
  'ecr:GetDownloadUrlForLayer',
  'kinesis:GetRecords',
  'kms:GetParametersForImport',
  'lambda:GetFunction',
  'lambda:GetLayerVersion',
  'logs:GetLogEvents',
  'logs:GetLogRecord',
  'logs:GetQueryResults',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectTorrent',
  'secretsmanager:GetSecretValue',
  'secretsmanager:GetRandomPassword',
  'ssm:GetCommandInvocation',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'sts:GetFederationToken',
  'sts:GetServiceBearerToken',
  'sts:GetSessionToken',
];

/** A read of settings: `Describe`, `List` or `Get` is written out, and the wildcard part cannot stand for content. */
export function isHarmless(action: string): boolean {
  const isRead = /^[a-z\d-]+:(Describe|List|Get|View)/.test(action);
  return isRead && !revealing.some((revealed) => matchesAction(action, revealed));
}

const tyingKeys =
  /^(aws|[a-z\d-]+):(ResourceTag|RequestTag)\/|^(ec2|elasticloadbalancing):CreateAction$|^kms:(ViaService|EncryptionContext)|^iam:(AWSServiceName|PermissionsBoundary)$|^route53:ChangeResourceRecordSetsNormalizedRecordNames$|^ec2:Subnet$/i;

/**
 * Whether the condition limits a right to our own resources. A region, a network or a time of day does not; nor do
 * negations, IfExists, and patterns that match everything.
 */
export function narrows({ operator, key, values }: Condition): boolean {
  return (
    /^(ForAllValues:)?(String|Arn)(Equals|Like)$/.test(operator) &&
    tyingKeys.test(key) &&
    values.every((value) => !/^[*?]*$/.test(value))
  );
}

const rightsMakers = ['CreateRole', 'AttachRolePolicy', 'PutRolePolicy', 'PutRolePermissionsBoundary'].map(
  (name) => `iam:${name}`,
);
/** Actions that create logins or remove a boundary: no role needs them, with or without a boundary. */
const loginMakers = [
  'AddUserToGroup',
  'AttachGroupPolicy',
  'AttachUserPolicy',
  'CreateAccessKey',
  'CreateLoginProfile',
  'CreateUser',
  'DeleteRolePermissionsBoundary',
  'PutGroupPolicy',
  'PutUserPolicy',
  'UpdateLoginProfile',
].map((name) => `iam:${name}`);

export function makesRights(action: string): boolean {
  return [...rightsMakers, ...loginMakers].some((making) => matchesAction(action, making));
}

/** Any action in IAM except reads, passing roles to services, and service-linked roles. */
export function writesIam(action: string): boolean {
  return (
    /^iam:/i.test(action) &&
    !/^iam:(Get|List|Generate|Simulate|Pass|CreateServiceLinkedRole$)/i.test(action) &&
    action !== 'iam:*'
  );
}

/** These roles build and change everything in an environment. */
export const mayHaveWholeServices = (role: string) => /-apply-[a-z]+$|^apply$/.test(role);

interface Accepted {
  /** The role that has the policy. */
  readonly role: RegExp;
  readonly actions: readonly string[];
  /** A condition that is required all the same. */
  readonly condition?: string;
  readonly because: string;
}

/** What may be allowed on everything, and why. */
const accepted: readonly Accepted[] = [
  {
    role: /-apply-[a-z]+$/,
    condition: 'aws:RequestedRegion',
    actions: [
      'acm:*',
      'application-autoscaling:DeleteScalingPolicy',
      'application-autoscaling:DeregisterScalableTarget',
      'application-autoscaling:PutScalingPolicy',
      'application-autoscaling:RegisterScalableTarget',
      'application-autoscaling:TagResource',
      'application-autoscaling:UntagResource',
      'ec2:*',
      'eks:CreateCluster',
      'kafka:CreateCluster*',
      'kafka:CreateConfiguration',
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'wafv2:CreateWebACL',
    ],
    because:
      'builds the environment; resources with the other environment’s tag are denied to it (github-apply-walls.tf, judged by github-access)',
  },
  {
    role: /-apply-[a-z]+$/,
    actions: [
      'route53:AssociateVPCWithHostedZone',
      'route53:ChangeTagsForResource',
      'route53:CreateHostedZone',
      'route53:DeleteHostedZone',
      'route53:DisassociateVPCFromHostedZone',
      'route53:UpdateHostedZoneComment',
    ],
    because: 'zones have no name in their ARN and no tags that IAM evaluates; the public zone is denied to it',
  },
  {
    role: /-karpenter$/,
    actions: ['ec2:CreateFleet', 'ec2:RunInstances'],
    because:
      'images and snapshots belong to AWS; tags limit subnets, groups, templates and everything that is started to the cluster (identities.tftest)',
  },
  {
    role: /-runner$/,
    actions: ['ec2:CreateNetworkInterface'],
    because:
      'an interface has no name before it exists; its subnet and its group, which the call also needs, are named (runner.tftest)',
  },
];

export function acceptedOnEverything(role: string, action: string, conditions: readonly Condition[]): boolean {
  return accepted.some(
    (entry) =>
      entry.role.test(role) &&
      entry.actions.includes(action) &&
      (entry.condition === undefined ||
        conditions.some(({ operator, key }) => operator === 'StringEquals' && key === entry.condition)),
  );
}

/** AWS-managed policies that are made for parts of the platform. */
export const acceptedManagedPolicies: ReadonlySet<string> = new Set([
  'AmazonEBSCSIDriverPolicyV2',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKSClusterPolicy',
  'AmazonEKSVPCResourceController',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonRDSEnhancedMonitoringRole',
  'AmazonSSMManagedInstanceCore',
]);
