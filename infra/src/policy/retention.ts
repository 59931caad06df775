import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import type { Finding, RunRule } from './finding.js';

const minBackupRetentionDays = 7;
/** Break-ins are often noticed weeks later. */
const minLogRetentionDays = 30;
/** The maximum of KMS and Secrets Manager. */
const recoveryDays = 30;

/**
 * Logs expire, backups are kept, and nothing outside dev can be deleted by mistake: `shared` holds the state and the
 * audit trail.
 */
export const retention: RunRule = (stack, { environment }) => {
  const resources = managedResources(stack);
  const versioned = versionedBuckets(resources);
  return resources.flatMap((resource) => [
    ...problemsOfRetention(resource, versioned),
    ...(environment === 'dev' ? [] : problemsOfDeletion(resource)),
  ]);
};

function problemsOfRetention({ type, address, values }: Resource, versioned: ReadonlySet<unknown>): Finding[] {
  const found = (problem: string, fix: string): Finding[] => [{ address, problem, fix }];
  switch (type) {
    case 'aws_cloudwatch_log_group':
      if (!(Number(values['retention_in_days']) > 0))
        return found('keeps logs without an end, at a growing cost', 'Set retention_in_days.');
      return Number(values['retention_in_days']) >= minLogRetentionDays
        ? []
        : found(
            `keeps logs for less than ${minLogRetentionDays} days`,
            `Set retention_in_days to ${minLogRetentionDays} or more.`,
          );
    case 'aws_s3_bucket_lifecycle_configuration':
      return [
        ...(blocks(values, 'rule').some((rule) => isWithin(blocks(rule, 'expiration'), 'days', minLogRetentionDays))
          ? found(
              `deletes objects within ${minLogRetentionDays} days`,
              `Let them expire after ${minLogRetentionDays} days or more.`,
            )
          : []),
        // Reviewed plans are written once, so an overwrite is an attack or a mistake, and is refused anyway.
        ...(blocks(values, 'rule').some(
          (rule) =>
            !isOfPlans(rule) &&
            isWithin(blocks(rule, 'noncurrent_version_expiration'), 'noncurrent_days', minBackupRetentionDays),
        )
          ? found(
              'loses overwritten or deleted objects within days',
              `Keep versions for ${minBackupRetentionDays} days or more.`,
            )
          : []),
      ];
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return Number(values['backup_retention_period']) >= minBackupRetentionDays
        ? []
        : found(
            `keeps backups for less than ${minBackupRetentionDays} days`,
            `Set backup_retention_period to ${minBackupRetentionDays} or more.`,
          );
    case 'aws_dynamodb_table':
      return blocks(values, 'point_in_time_recovery')[0]?.['enabled'] === true
        ? []
        : found('has no backups', 'Enable point_in_time_recovery.');
    case 'aws_s3_bucket':
      return versioned.has(values['bucket'])
        ? []
        : found('overwritten or deleted objects are lost', 'Enable versioning (module bucket).');
    case 'aws_msk_configuration':
      // Otherwise a lagging broker may become the leader, and the records that it lacks are lost.
      return /^unclean\.leader\.election\.enable=false$/m.test(String(values['server_properties']))
        ? []
        : found('may elect a leader that lacks acknowledged records', 'Set unclean.leader.election.enable=false.');
    case 'aws_secretsmanager_secret':
      return Number(values['recovery_window_in_days'] ?? recoveryDays) > 0
        ? []
        : found('a deleted secret cannot be restored', 'Set recovery_window_in_days to 7 or more.');
    case 'aws_ecr_repository':
      return imagesMayChange(values)
        ? found('the image of a tag may change', 'Set image_tag_mutability to IMMUTABLE.')
        : [];
    default:
      return [];
  }
}

function problemsOfDeletion({ type, address, values }: Resource): Finding[] {
  const found = (problem: string, fix: string): Finding[] => [{ address, problem, fix }];
  const unprotected = (fix: string) => found('the platform depends on it, and one command deletes it', fix);
  switch (type) {
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return [
        ...(values['deletion_protection'] === true ? [] : unprotected('Set deletion_protection to true.')),
        ...(values['skip_final_snapshot'] === true
          ? found('is deleted without a final snapshot', 'Set skip_final_snapshot to false.')
          : []),
        ...(values['delete_automated_backups'] === true
          ? found('its backups are deleted with it', 'Set delete_automated_backups to false.')
          : []),
      ];
    case 'aws_msk_configuration':
      return /^min\.insync\.replicas=([2-9]|\d\d)$/m.test(String(values['server_properties']))
        ? []
        : found('acknowledges records that only one broker has', 'Set min.insync.replicas to 2.');
    case 'aws_eks_cluster':
      return values['deletion_protection'] === true ? [] : unprotected('Set deletion_protection to true.');
    case 'aws_route53_zone':
      return values['force_destroy'] === true ? unprotected('Set force_destroy to false.') : [];
    case 'aws_dynamodb_table':
      return values['deletion_protection_enabled'] === true
        ? []
        : unprotected('Set deletion_protection_enabled to true.');
    case 'aws_s3_bucket':
      return values['force_destroy'] === true ? unprotected('Set destroyed_with_contents to false.') : [];
    case 'aws_ecr_repository':
      return values['force_delete'] === true ? unprotected('Set force_delete to false.') : [];
    case 'aws_kms_key':
      return Number(values['deletion_window_in_days'] ?? recoveryDays) >= recoveryDays
        ? []
        : found(
            'a deletion by mistake makes everything that it encrypted unreadable within days',
            `Set deletion_window_in_days to ${recoveryDays}.`,
          );
    case 'aws_secretsmanager_secret':
      return Number(values['recovery_window_in_days'] ?? recoveryDays) >= recoveryDays
        ? []
        : found('a deletion by mistake is final within days', `Set recovery_window_in_days to ${recoveryDays}.`);
    default:
      return [];
  }
}

function versionedBuckets(resources: readonly Resource[]): ReadonlySet<unknown> {
  return new Set(
    resources
      .filter(
        ({ type, values }) =>
          type === 'aws_s3_bucket_versioning' &&
          blocks(values, 'versioning_configuration').some(({ status }) => status === 'Enabled'),
      )
      .map(({ values }) => values['bucket']),
  );
}

const isWithin = (rules: readonly Attributes[], argument: string, days: number) =>
  rules.some((rule) => Number(rule[argument]) > 0 && Number(rule[argument]) < days);

const isOfPlans = (rule: Attributes) => blocks(rule, 'filter').some(({ prefix }) => prefix === 'plans/');

/** `latest` is the only tag that may move, and nothing runs it (ADR 22). */
function imagesMayChange(values: Resource['values']): boolean {
  if (values['image_tag_mutability'] === 'IMMUTABLE') return false;
  const exclusions = blocks(values, 'image_tag_mutability_exclusion_filter').flatMap((filter) =>
    texts(filter, 'filter'),
  );
  return values['image_tag_mutability'] !== 'IMMUTABLE_WITH_EXCLUSION' || exclusions.some((tag) => tag !== 'latest');
}
