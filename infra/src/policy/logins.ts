import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import type { Finding, Rule } from './finding.js';

/** IAM knows every client: no anonymous clients, no passwords, no keys that people keep. */
export const logins: Rule = (stack) => managedResources(stack).flatMap(problemsOf);

function problemsOf({ type, address, values }: Resource): Finding[] {
  const found = (isRight: boolean, problem: string, fix: string): Finding[] =>
    isRight ? [] : [{ address, problem, fix }];
  switch (type) {
    case 'aws_msk_cluster': {
      const authentication = blocks(values, 'client_authentication')[0] ?? {};
      const sasl = blocks(authentication, 'sasl')[0] ?? {};
      // When omitted, MSK admits everyone, so it must be written.
      return [
        ...found(
          authentication['unauthenticated'] === false,
          'the brokers accept anonymous clients',
          'Set unauthenticated to false.',
        ),
        ...found(sasl['iam'] === true, 'IAM does not control access to Kafka', 'Set sasl.iam to true.'),
        ...found(sasl['scram'] !== true, 'Kafka accepts passwords', 'Set sasl.scram to false.'),
      ];
    }
    case 'aws_msk_configuration':
      return found(
        /^allow\.everyone\.if\.no\.acl\.found=false$/m.test(String(values['server_properties'])),
        'a topic without an ACL is open to every client',
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
          'AWS does not keep the master password',
          'Set manage_master_user_password.',
        ),
      ];
    case 'aws_eks_cluster': {
      const access = blocks(values, 'access_config')[0] ?? {};
      return [
        ...found(
          access['authentication_mode'] === 'API',
          'a ConfigMap in the cluster controls access to it',
          'Set authentication_mode to API.',
        ),
        ...found(
          access['bootstrap_cluster_creator_admin_permissions'] === false,
          'the creator of the cluster becomes its administrator without being listed',
          'Set bootstrap_cluster_creator_admin_permissions to false.',
        ),
      ];
    }
    case 'aws_iam_openid_connect_provider':
      return found(
        texts(values, 'client_id_list').join() === 'sts.amazonaws.com',
        'accepts tokens that were issued for others',
        'Set client_id_list to ["sts.amazonaws.com"].',
      );
    case 'aws_eks_access_entry':
      return found(
        !texts(values, 'kubernetes_groups').some((group) => group.startsWith('system:')),
        "joins one of Kubernetes' built-in groups",
        'Use one of our own groups.',
      );
    case 'aws_eks_access_policy_association':
      return found(
        !isOfPipeline(values) || String(values['policy_arn']).endsWith('ViewPolicy'),
        'lets a pipeline write in every namespace of the cluster',
        'Use a group (kubernetes_groups) whose rights are a Role in the manifests.',
      );
    case 'aws_instance':
    case 'aws_launch_template':
      // The offline provider invents a name when the argument is omitted, which AWS never does.
      return found(
        !isKeyGiven(values),
        'an SSH key opens it, to anyone who has a copy of that key',
        'Remove key_name; sessions use Session Manager.',
      );
    case 'aws_iam_user':
    case 'aws_iam_user_login_profile':
    case 'aws_iam_group':
    case 'aws_key_pair':
      return found(
        false,
        'a long-lived login',
        'People assume roles through IAM Identity Center, machines through OIDC.',
      );
    default:
      return [];
  }
}

const isOfPipeline = (values: Resource['values']) =>
  /-(plan|build|deploy|apply)(-[a-z]+)?$/.test(String(values['principal_arn']));

const isKeyGiven = ({ key_name: name }: Resource['values']) =>
  typeof name === 'string' && name !== '' && !/^key-name-[\da-f]{8}$/.test(name);
