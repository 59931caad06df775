import { managedResources, type Resource } from '../plan/plan.js';
import { blocks } from './attributes.js';
import type { Finding, Rule } from './finding.js';

const minBackupRetentionDays = 7;

/** Logs end, backups are kept, and production is not deleted by a slip. */
export const retention: Rule = (stack) =>
  managedResources(stack).flatMap((resource) => [...problemsOfRetention(resource), ...problemsOfDeletion(resource)]);

function problemsOfRetention({ type, address, values }: Resource): Finding[] {
  switch (type) {
    case 'aws_cloudwatch_log_group':
      return Number(values['retention_in_days']) > 0
        ? []
        : [{ address, problem: 'keeps logs, and what they cost, for ever', fix: 'Set retention_in_days.' }];
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return Number(values['backup_retention_period']) >= minBackupRetentionDays
        ? []
        : [
            {
              address,
              problem: `keeps backups for less than ${minBackupRetentionDays} days`,
              fix: `Set backup_retention_period to ${minBackupRetentionDays} or more.`,
            },
          ];
    case 'aws_dynamodb_table':
      return blocks(values, 'point_in_time_recovery')[0]?.['enabled'] === true
        ? []
        : [{ address, problem: 'has no backups', fix: 'Enable point_in_time_recovery.' }];
    default:
      return [];
  }
}

function problemsOfDeletion({ type, address, values }: Resource): Finding[] {
  if (blocks(values, 'tags_all')[0]?.['environment'] !== 'production') return [];
  switch (type) {
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return [
        ...(values['deletion_protection'] === true ? [] : [unprotected(address, 'Set deletion_protection to true.')]),
        ...(values['skip_final_snapshot'] === true
          ? [{ address, problem: 'is deleted without a last snapshot', fix: 'Set skip_final_snapshot to false.' }]
          : []),
      ];
    case 'aws_eks_cluster':
      return values['deletion_protection'] === true ? [] : [unprotected(address, 'Set deletion_protection to true.')];
    case 'aws_dynamodb_table':
      return values['deletion_protection_enabled'] === true ? [] : [unprotected(address, 'Set deletion_protection_enabled to true.')];
    case 'aws_s3_bucket':
      return values['force_destroy'] === true ? [unprotected(address, 'Set destroyed_with_contents to false.')] : [];
    default:
      return [];
  }
}

const unprotected = (address: string, fix: string): Finding => ({
  address,
  problem: 'holds what production lives on, and one command deletes it',
  fix,
});
