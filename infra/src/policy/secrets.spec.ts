import { describe, expect, it } from 'vitest';
import { secrets } from './secrets.js';
import { stackWith } from '../../test/support/stack-with.js';

const inResource = (type: string, values: Record<string, unknown>) =>
  secrets(stackWith({ [`${type}.this`]: values })).map(({ problem }) => problem);

describe('a resource must not contain', () => {
  it.each([
    ['aws_db_instance', { password: 'x' }, 'password holds a secret'],
    ['aws_rds_cluster', { master_password: 'x' }, 'master_password holds a secret'],
    ['aws_secretsmanager_secret_version', { secret_string: 'x' }, 'secret_string holds a secret'],
    ['aws_ssm_parameter', { type: 'SecureString', value: 'x' }, 'its value is stored in the state'],
    [
      'aws_ssm_parameter',
      { type: 'String', insecure_value: '{"a":{"password":"x"}}' },
      'insecure_value.a.password holds a secret',
    ],
    [
      'aws_ssm_parameter',
      { type: 'String', insecure_value: 'postgres://app:x@host/db' },
      'insecure_value holds a secret',
    ],
    ['aws_instance', { user_data: 'export KEY=AKIAIOSFODNN7EXAMPLE' }, 'user_data holds a secret'],
    ['aws_key_pair', { note: '-----BEGIN RSA PRIVATE KEY-----' }, 'note holds a secret'],
    ['aws_db_instance', { blocks: [{ auth_token: 'x' }] }, 'blocks.0.auth_token holds a secret'],
    ['aws_iam_access_key', {}, 'a long-lived key'],
  ])('%s %j', (type, values, problem) => expect(inResource(type, values)).toEqual([expect.stringContaining(problem)]));
});

describe('a resource may contain', () => {
  it.each([
    [
      'aws_db_instance',
      {
        password: null,
        password_wo_version: 1,
        manage_master_user_password: true,
        master_user_secret: [{ secret_arn: 'arn:aws:secretsmanager:x' }],
      },
    ],
    ['aws_secretsmanager_secret', { name: 'fairway/dev/stock-service/DATABASE_URL' }],
    [
      'aws_ssm_parameter',
      { type: 'String', insecure_value: '{"master_secret_arn":"arn:aws:secretsmanager:x","url":"https://host:443/a"}' },
    ],
  ])('%s %j', (type, values) => expect(inResource(type, values)).toEqual([]));
});

describe('an output', () => {
  const inOutput = (value: unknown, sensitive = false) =>
    secrets(stackWith({}, { it: { value, sensitive } })).map(({ address, problem }) => `${address}: ${problem}`);

  it('must not be a secret', () => {
    expect(inOutput('x', true)).toEqual(['output.it: is marked sensitive, so it contains a secret']);
    expect(inOutput({ database: { password: 'x' } })).toEqual(['output.it: it.database.password holds a secret']);
  });

  it('may say where a secret is stored', () => {
    expect(inOutput({ 'auth-service': { ADMIN_PASSWORD: 'arn:aws:secretsmanager:x' } })).toEqual([]);
  });
});
