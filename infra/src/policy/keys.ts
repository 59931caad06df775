import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import type { Finding, Rule } from './finding.js';

const maxRotationDays = 365;

/**
 * Keys and the master passwords of databases rotate by themselves; keys are not copied elsewhere, and their owners keep
 * access.
 */
export const keys: Rule = (stack) => {
  const resources = managedResources(stack);
  return resources.flatMap((resource) => [
    ...problemsOfKey(resource),
    ...problemsOfMasterPassword(resource, resources),
  ]);
};

function problemsOfKey({ type, address, values }: Resource): Finding[] {
  if (type !== 'aws_kms_key') return [];
  const found = (isRight: boolean, problem: string, fix: string) => (isRight ? [] : [{ address, problem, fix }]);
  return [
    ...found(values['enable_key_rotation'] === true, 'is never rotated', 'Set enable_key_rotation to true.'),
    // 0 or absent means KMS's default of a year.
    ...found(
      Number(values['rotation_period_in_days'] ?? 0) <= maxRotationDays,
      'is rotated less often than once a year',
      'Remove rotation_period_in_days.',
    ),
    ...found(
      values['is_enabled'] !== false,
      'is disabled: nothing that it encrypted can be read',
      'Remove is_enabled.',
    ),
    ...found(values['multi_region'] !== true, 'can be copied to other regions', 'Set multi_region to false.'),
    ...found(
      values['bypass_policy_lockout_safety_check'] !== true,
      'its policy may lock everyone out',
      'Remove bypass_policy_lockout_safety_check.',
    ),
  ];
}

const databases = ['aws_db_instance', 'aws_rds_cluster'];

function problemsOfMasterPassword({ type, address, values }: Resource, resources: readonly Resource[]): Finding[] {
  if (!databases.includes(type) || values['manage_master_user_password'] !== true) return [];
  const secrets = blocks(values, 'master_user_secret').flatMap((secret) => texts(secret, 'secret_arn'));
  const rotated = resources.some(
    (other) =>
      other.type === 'aws_secretsmanager_secret_rotation' &&
      secrets.includes(String(other.values['secret_id'])) &&
      isWithinYear(other.values),
  );
  return rotated
    ? []
    : [
        {
          address,
          problem: 'its master password is not rotated within a year',
          fix: 'Add an aws_secretsmanager_secret_rotation.',
        },
      ];
}

function isWithinYear(rotation: Resource['values']): boolean {
  return blocks(rotation, 'rotation_rules').some(
    ({ automatically_after_days: days, schedule_expression: schedule }) =>
      (Number(days) > 0 && Number(days) <= maxRotationDays) || (typeof schedule === 'string' && schedule !== ''),
  );
}
