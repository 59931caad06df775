import type { SchemaBlock } from './schema-block.ts';

/**
 * The bindings do not say which attributes are sensitive, so those of the types in use are listed here, from the
 * provider's documentation. A plain name counts for every type; write-only arguments are always sensitive.
 */
const sensitiveEverywhere: readonly string[] = [
  'master_password',
  'master_user_password',
  'private_key',
  'secret_binary',
  'secret_string',
];

/** `type.path` of single attributes whose name is harmless elsewhere. */
const sensitiveAttributes: readonly string[] = [
  'resource.aws_cloudwatch_event_connection.auth_parameters.api_key.value',
  'resource.aws_cloudwatch_event_connection.auth_parameters.basic.password',
  'resource.aws_db_instance.password',
  'resource.aws_elasticache_replication_group.auth_token',
  'resource.aws_elasticache_user.passwords',
  'resource.aws_iam_access_key.secret',
  'resource.aws_iam_access_key.ses_smtp_password_v4',
  'resource.aws_iam_user_login_profile.password',
  'resource.aws_ssm_parameter.value',
  'data.aws_ecr_authorization_token.authorization_token',
  'data.aws_ecr_authorization_token.password',
  'data.aws_ecrpublic_authorization_token.authorization_token',
  'data.aws_ecrpublic_authorization_token.password',
  'data.aws_eks_cluster_auth.token',
  'data.aws_kms_secrets.plaintext',
  'data.aws_secretsmanager_random_password.random_password',
  'data.aws_ssm_parameter.value',
  'data.aws_ssm_parameters_by_path.values',
];

/** Marks the sensitive attributes in one type's schema. `path` starts with `resource.<type>` or `data.<type>`. */
export function markSensitive(path: string, block: SchemaBlock): SchemaBlock {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if (attribute.write_only || sensitiveEverywhere.includes(name) || sensitiveAttributes.includes(`${path}.${name}`))
      attribute.sensitive = true;
  }
  for (const [name, nested] of Object.entries(block.block_types)) markSensitive(`${path}.${name}`, nested.block);
  return block;
}
