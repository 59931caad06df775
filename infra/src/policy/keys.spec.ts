import { describe, expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { keys } from './keys.js';

const problems = (resources: Parameters<typeof stackWith>[0]) =>
  keys(stackWith(resources)).map(({ problem }) => problem);

describe('a key', () => {
  const good = { enable_key_rotation: true, rotation_period_in_days: 0, multi_region: false };
  it('rotates every year', () => {
    expect(problems({ 'aws_kms_key.this': good })).toEqual([]);
  });

  it.each([
    { enable_key_rotation: false },
    { enable_key_rotation: null },
    { rotation_period_in_days: 2560 },
    { is_enabled: false },
    { multi_region: true },
    { bypass_policy_lockout_safety_check: true },
  ])('is rejected with %j', (changes) =>
    expect(problems({ 'aws_kms_key.this': { ...good, ...changes } })).toHaveLength(1),
  );
});

describe('a master password', () => {
  const database = { manage_master_user_password: true, master_user_secret: [{ secret_arn: 'arn:secret' }] };
  const rotation = { secret_id: 'arn:secret', rotation_rules: [{ automatically_after_days: 30 }] };

  it('rotates', () => {
    expect(problems({ 'aws_rds_cluster.this': database, 'aws_secretsmanager_secret_rotation.this': rotation })).toEqual(
      [],
    );
    expect(problems({ 'aws_rds_cluster.this': database })).toHaveLength(1);
    expect(
      problems({
        'aws_db_instance.this': database,
        'aws_secretsmanager_secret_rotation.this': { ...rotation, secret_id: 'arn:other' },
      }),
    ).toHaveLength(1);
    const rare = { ...rotation, rotation_rules: [{ automatically_after_days: 999 }] };
    expect(
      problems({ 'aws_db_instance.this': database, 'aws_secretsmanager_secret_rotation.this': rare }),
    ).toHaveLength(1);
  });
});
