import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import type { Finding, Rule } from './finding.js';

/** Whoever connects is known to IAM: no anonymous client, no password, no key that somebody keeps. */
export const logins: Rule = (stack) => managedResources(stack).flatMap(problemsOf);

function problemsOf({ type, address, values }: Resource): Finding[] {
  const found = (isRight: boolean, problem: string, fix: string): Finding[] =>
    isRight ? [] : [{ address, problem, fix }];
  switch (type) {
    case 'aws_msk_cluster': {
      const authentication = blocks(values, 'client_authentication')[0] ?? {};
      const sasl = blocks(authentication, 'sasl')[0] ?? {};
      // Left out, MSK lets everybody in; so it must be written.
      return [
        ...found(
          authentication['unauthenticated'] === false,
          'the brokers answer clients that do not say who they are',
          'Set unauthenticated to false.',
        ),
        ...found(sasl['iam'] === true, 'IAM does not decide who may use Kafka', 'Set sasl.iam to true.'),
        ...found(sasl['scram'] !== true, 'Kafka takes passwords', 'Set sasl.scram to false.'),
      ];
    }
    case 'aws_msk_configuration':
      return found(
        /^allow\.everyone\.if\.no\.acl\.found=false$/m.test(String(values['server_properties'])),
        'a topic without ACL is open to every client',
        'Set allow.everyone.if.no.acl.found=false.',
      );
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return [
        ...found(
          values['iam_database_authentication_enabled'] === true,
          'people and services need passwords',
          'Enable IAM authentication.',
        ),
        ...found(
          values['manage_master_user_password'] === true,
          'the master password is not kept by AWS',
          'Set manage_master_user_password.',
        ),
      ];
    case 'aws_eks_cluster': {
      const access = blocks(values, 'access_config')[0] ?? {};
      return [
        ...found(
          access['authentication_mode'] === 'API',
          'a ConfigMap in the cluster decides who enters it',
          'Set authentication_mode to API.',
        ),
        ...found(
          access['bootstrap_cluster_creator_admin_permissions'] === false,
          'whoever creates the cluster is its administrator, in no list',
          'Set bootstrap_cluster_creator_admin_permissions to false.',
        ),
      ];
    }
    case 'aws_iam_openid_connect_provider':
      return found(
        texts(values, 'client_id_list').join() === 'sts.amazonaws.com',
        'takes tokens that were made for others',
        'Set client_id_list to ["sts.amazonaws.com"].',
      );
    case 'aws_eks_access_entry':
      return found(
        !texts(values, 'kubernetes_groups').some((group) => group.startsWith('system:')),
        'joins a group of Kubernetes itself',
        'Name a group of ours.',
      );
    case 'aws_eks_access_policy_association':
      return found(
        !isOfPipeline(values) || String(values['policy_arn']).endsWith('ViewPolicy'),
        'lets a pipeline write in every namespace of the cluster',
        'Give it a group (kubernetes_groups) whose rights are a Role in the manifests.',
      );
    case 'aws_instance':
    case 'aws_launch_template':
      // The stand-in makes up a name where the argument is left out, as AWS never does.
      return found(
        !isKeyGiven(values),
        'an SSH key opens it, and whoever copied that key',
        'Leave key_name out; sessions go by Session Manager.',
      );
    case 'aws_iam_user':
    case 'aws_iam_user_login_profile':
    case 'aws_iam_group':
    case 'aws_key_pair':
      return found(
        false,
        'a login of long life',
        'People take roles through IAM Identity Center, machines through OIDC.',
      );
    default:
      return [];
  }
}

const isOfPipeline = (values: Resource['values']) =>
  /-(plan|build|deploy|apply)(-[a-z]+)?$/.test(String(values['principal_arn']));

const isKeyGiven = ({ key_name: name }: Resource['values']) =>
  typeof name === 'string' && name !== '' && !/^key-name-[\da-f]{8}$/.test(name);
