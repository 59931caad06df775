import { expect, it } from 'vitest';
import { stackWith } from '../../test/support/stack-with.js';
import { logins } from './logins.js';

const count = (type: string, values: Record<string, unknown>) => logins(stackWith({ [`${type}.this`]: values })).length;
const brokers = (sasl: object, unauthenticated: boolean | null) => ({
  client_authentication: [{ sasl: [sasl], unauthenticated }],
});
const database = { iam_database_authentication_enabled: true, manage_master_user_password: true };
const access = (authentication_mode: string, bootstrap_cluster_creator_admin_permissions: boolean | null) => ({
  access_config: [{ authentication_mode, bootstrap_cluster_creator_admin_permissions }],
});
const association = (policy: string, role: string) => ({
  policy_arn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
  principal_arn: `arn:aws:iam::111122223333:role/${role}`,
});

it.each([
  ['aws_msk_cluster', brokers({ iam: true, scram: false }, false), brokers({ iam: true, scram: false }, true)],
  ['aws_msk_cluster', brokers({ iam: true }, false), brokers({ iam: true }, null)],
  ['aws_msk_cluster', brokers({ iam: true }, false), brokers({ iam: false }, false)],
  ['aws_msk_cluster', brokers({ iam: true }, false), brokers({ iam: true, scram: true }, false)],
  ['aws_msk_configuration', { server_properties: 'allow.everyone.if.no.acl.found=false' }, { server_properties: '' }],
  ['aws_db_instance', database, { ...database, iam_database_authentication_enabled: false }],
  ['aws_rds_cluster', database, { ...database, manage_master_user_password: null }],
  ['aws_eks_cluster', access('API', false), access('API_AND_CONFIG_MAP', false)],
  ['aws_eks_cluster', access('API', false), access('API', null)],
  ['aws_eks_access_entry', { kubernetes_groups: ['platform:deployers'] }, { kubernetes_groups: ['system:masters'] }],
  [
    'aws_eks_access_policy_association',
    association('AmazonEKSClusterAdminPolicy', 'platform-administrators'),
    association('AmazonEKSClusterAdminPolicy', 'fairway-deploy-dev'),
  ],
  [
    'aws_eks_access_policy_association',
    association('AmazonEKSViewPolicy', 'fairway-plan'),
    association('AmazonEKSEditPolicy', 'fairway-plan'),
  ],
  [
    'aws_iam_openid_connect_provider',
    { client_id_list: ['sts.amazonaws.com'] },
    { client_id_list: ['sts.amazonaws.com', 'another'] },
  ],
  ['aws_instance', { key_name: null }, { key_name: 'operations' }],
  ['aws_launch_template', { key_name: '' }, { key_name: 'operations' }],
])('%s: %j, not %j', (type, good, bad) => {
  expect(count(type, good)).toBe(0);
  expect(count(type, bad)).toBe(1);
});

it.each(['aws_iam_user', 'aws_iam_user_login_profile', 'aws_iam_group', 'aws_key_pair'])('%s is refused', (type) =>
  expect(count(type, {})).toBe(1),
);
