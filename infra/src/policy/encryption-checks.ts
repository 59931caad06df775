import { policyIn, type Statement } from '../access/policy-document.js';
import type { Resource } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import type { Finding } from './finding.js';

/** A resource, or a nested block. */
interface Subject {
  readonly address: string;
  readonly values: Attributes;
  /** The block's path, such as `encryption_info.`; empty for the resource itself. */
  readonly path: string;
  readonly others: readonly Resource[];
}

type Check = (subject: Subject) => Finding[];

const nothingStored: Check = () => [];

/** How each type of storage must be encrypted. */
export const encryptionChecks: Readonly<Record<string, Check>> = {
  aws_cloudtrail: ownKey('kms_key_id'),
  aws_cloudwatch_log_group: ownKey('kms_key_id'),
  aws_codebuild_project: builds,
  aws_db_instance: all(on('storage_encrypted'), ownKey('kms_key_id'), databaseExtras),
  // Not the groups of Aurora's instances (aurora-postgresql…): Aurora has the parameter in the cluster's group.
  aws_db_parameter_group: forcesTls('postgres'),
  aws_dynamodb_table: inBlock('server_side_encryption', all(on('enabled'), ownKey('kms_key_arn'))),
  aws_ebs_encryption_by_default: on('enabled'),
  aws_ebs_volume: all(on('encrypted'), ownKey('kms_key_id')),
  aws_ecr_repository: inBlock('encryption_configuration', all(is('encryption_type', 'KMS'), ownKey('kms_key'))),
  // For the copies in a second region, which has no key of ours (stacks/global/README.md).
  aws_ecr_repository_creation_template: nothingStored,
  aws_eks_cluster: inBlock(
    'encryption_config',
    all(inBlock('provider', ownKey('key_arn')), includes('resources', 'secrets')),
  ),
  aws_instance: all(inBlock('root_block_device', disk), inEvery('ebs_block_device', disk)),
  aws_launch_template: inBlock('block_device_mappings', inBlock('ebs', disk)),
  aws_msk_cluster: inBlock(
    'encryption_info',
    all(
      ownKey('encryption_at_rest_kms_key_arn'),
      inBlock('encryption_in_transit', all(is('client_broker', 'TLS'), on('in_cluster'))),
    ),
  ),
  aws_rds_cluster: all(on('storage_encrypted'), ownKey('kms_key_id'), databaseExtras),
  aws_rds_cluster_instance: databaseExtras,
  aws_rds_cluster_parameter_group: forcesTls('aurora-postgresql'),
  aws_s3_bucket: bucket,
  // Judged with its bucket, which is also judged without one.
  aws_s3_bucket_server_side_encryption_configuration: nothingStored,
  aws_secretsmanager_secret: ownKey('kms_key_id'),
  aws_sns_topic: ownKey('kms_master_key_id'),
  aws_sqs_queue: queue,
};

function finding({ address, path }: Subject, argument: string, wanted: string): Finding[] {
  return [{ address, problem: `${path}${argument} is not ${wanted}`, fix: `Set ${path}${argument} to ${wanted}.` }];
}

function all(...checks: readonly Check[]): Check {
  return (subject) => checks.flatMap((check) => check(subject));
}

function on(argument: string): Check {
  // Launch templates write it as a string.
  return (subject) => (String(subject.values[argument]) === 'true' ? [] : finding(subject, argument, 'true'));
}

function is(argument: string, value: string): Check {
  return (subject) => (subject.values[argument] === value ? [] : finding(subject, argument, value));
}

function includes(argument: string, value: string): Check {
  return (subject) =>
    texts(subject.values, argument).includes(value) ? [] : finding(subject, argument, `["${value}"]`);
}

/** The keys `alias/aws/...` belong to AWS: we cannot control who uses them. */
function ownKey(argument: string): Check {
  return (subject) => {
    const [key] = texts(subject.values, argument);
    return key !== undefined && key !== '' && !key.includes('alias/aws/')
      ? []
      : finding(subject, argument, 'the ARN of a key of our own (module kms-key)');
  };
}

/** Applies the check to a block, whose absence is also a violation. */
function inBlock(name: string, check: Check): Check {
  return (subject) =>
    blocks(subject.values, name).length === 0 ? check(within(subject, name, {})) : inEvery(name, check)(subject);
}

function inEvery(name: string, check: Check): Check {
  return (subject) => blocks(subject.values, name).flatMap((block) => check(within(subject, name, block)));
}

const within = (subject: Subject, block: string, values: Attributes): Subject => ({
  ...subject,
  path: `${subject.path}${block}.`,
  values,
});

function disk(subject: Subject): Finding[] {
  return all(on('encrypted'), ownKey('kms_key_id'))(subject);
}

/** The master password in Secrets Manager and the recorded queries have separate keys. */
function databaseExtras(subject: Subject): Finding[] {
  return [
    ...(subject.values['manage_master_user_password'] === true ? ownKey('master_user_secret_kms_key_id')(subject) : []),
    ...(subject.values['performance_insights_enabled'] === true
      ? ownKey('performance_insights_kms_key_id')(subject)
      : []),
  ];
}

function forcesTls(families: string): Check {
  return (subject) => {
    if (!String(subject.values['family']).startsWith(families)) return [];
    const isForced = blocks(subject.values, 'parameter').some(
      ({ name, value }) => name === 'rds.force_ssl' && value === '1',
    );
    return isForced ? [] : finding(subject, 'rds.force_ssl', '1');
  };
}

/** The key is for artifacts and caches, and a runner has neither. */
function builds(subject: Subject): Finding[] {
  const stored = [...blocks(subject.values, 'artifacts'), ...blocks(subject.values, 'cache')].map(({ type }) => type);
  return stored.every((type) => type === 'NO_ARTIFACTS' || type === 'NO_CACHE')
    ? []
    : ownKey('encryption_key')(subject);
}

/**
 * AWS's messages about instances, which Karpenter reads, contain none of our data; a key of ours would have to admit
 * EventBridge.
 */
function queue(subject: Subject): Finding[] {
  const isOfKarpenter = String(subject.values['name']).endsWith('-karpenter');
  return (isOfKarpenter ? on('sqs_managed_sse_enabled') : ownKey('kms_master_key_id'))(subject);
}

function bucket(subject: Subject): Finding[] {
  const ofBucket = (type: string) =>
    subject.others.find((other) => other.type === type && other.values['bucket'] === subject.values['bucket']);
  const statements = policyIn(String(ofBucket('aws_s3_bucket_policy')?.values['policy'] ?? ''))?.statements ?? [];
  // Load balancers can write logs only to buckets with S3's own key.
  const takesLoadBalancerLogs = statements.some(
    ({ principals = {} }) => principals['Service']?.includes('logdelivery.elasticloadbalancing.amazonaws.com') === true,
  );
  const byKey = inBlock(
    'rule',
    inBlock(
      'apply_server_side_encryption_by_default',
      all(is('sse_algorithm', 'aws:kms'), ownKey('kms_master_key_id')),
    ),
  );
  return [
    ...(statements.some(refusesPlainHttp)
      ? []
      : finding(subject, 'its policy', 'one that denies requests without aws:SecureTransport (module bucket)')),
    ...(takesLoadBalancerLogs
      ? []
      : byKey({ ...subject, values: ofBucket('aws_s3_bucket_server_side_encryption_configuration')?.values ?? {} })),
  ];
}

const refusesPlainHttp = ({ effect, principals = {}, conditions }: Statement) =>
  effect === 'Deny' &&
  Object.values(principals).some((ids) => ids.includes('*')) &&
  conditions.some(
    ({ operator, key, values }) =>
      operator === 'Bool' && key.toLowerCase() === 'aws:securetransport' && values.includes('false'),
  );
