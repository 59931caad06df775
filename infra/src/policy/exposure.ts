import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import type { Finding, Rule } from './finding.js';
import { isOpen } from './open-cidr.js';
import { securityGroupRules, type SecurityGroupRule } from './security-group-rules.js';

/** Only the load balancers are reachable from the internet, by HTTPS. */
export const exposure: Rule = (stack) => [
  ...openGroups(stack),
  ...wideGroups(stack),
  ...unblockedBuckets(stack),
  ...managedResources(stack).flatMap(exposed),
];

function openGroups(stack: Values): Finding[] {
  return securityGroupRules(stack)
    .filter((rule) => rule.direction === 'ingress' && rule.cidrs.some(isOpen) && !isHttpsToLoadBalancers(rule))
    .map(({ address, group, protocol, fromPort, toPort }) => ({
      address,
      problem: `lets the internet access ${group ?? 'a group of another stack'}, protocol ${protocol}, ports ${fromPort} to ${toPort}`,
      fix: "Name the security group that may connect. Only the load balancers' group (…-alb) is open, on TCP 443.",
    }));
}

const isHttpsToLoadBalancers = ({ group, protocol, fromPort, toPort }: SecurityGroupRule) =>
  group?.endsWith('-alb') === true && (protocol === 'tcp' || protocol === '6') && fromPort === 443 && toPort === 443;

/**
 * Inside the network, groups allow groups, on the ports that they serve: addresses are reassigned to whatever starts
 * next.
 */
function wideGroups(stack: Values): Finding[] {
  return securityGroupRules(stack)
    .filter(({ direction }) => direction === 'ingress')
    .flatMap((rule) => {
      const { address, group = 'a group of another stack', cidrs, prefixLists } = rule;
      const byAddress = cidrs.filter((cidr) => !isOpen(cidr));
      const isForPeople = group.endsWith('-alb') || group.endsWith('-bastion');
      return [
        ...(!isForPeople && byAddress.length + prefixLists.length > 0
          ? [
              {
                address,
                problem: `opens ${group} to addresses: ${[...byAddress, ...prefixLists].join(', ')}`,
                fix: 'Name the security group that may connect.',
              },
            ]
          : []),
        ...(!rule.isSelf && cidrs.length === 0 && isEveryPort(rule)
          ? [
              {
                address,
                problem: `opens every port of ${group} to another group`,
                fix: 'Name the ports that it serves.',
              },
            ]
          : []),
      ];
    });
}

const isEveryPort = ({ protocol, fromPort, toPort }: SecurityGroupRule) =>
  protocol === '-1' || (Number(fromPort) <= 1 && Number(toPort) >= 65535);

function unblockedBuckets(stack: Values): Finding[] {
  const resources = managedResources(stack);
  const blocked = new Set(
    resources.filter(({ type }) => type === 'aws_s3_bucket_public_access_block').map(({ values }) => values['bucket']),
  );
  return resources
    .filter(({ type, values }) => type === 'aws_s3_bucket' && !blocked.has(values['bucket']))
    .map(({ address }) => ({
      address,
      problem: 'nothing prevents the bucket from becoming public',
      fix: 'Create it with the module bucket, which blocks public access.',
    }));
}

function exposed({ type, address, values }: Resource): Finding[] {
  const found = (problem: string, fix: string): Finding[] => [{ address, problem, fix }];
  switch (type) {
    case 'aws_default_security_group':
      return blocks(values, 'ingress').length + blocks(values, 'egress').length > 0
        ? found('its rules apply to everything without another group', 'Remove its rules.')
        : [];
    // Our own ones are judged per tier (network-acls.ts).
    case 'aws_default_network_acl':
      return blocks(values, 'ingress').some(
        (rule) =>
          rule['action'] === 'allow' && [...texts(rule, 'cidr_block'), ...texts(rule, 'ipv6_cidr_block')].some(isOpen),
      )
        ? found('its ACL lets the internet in', 'Name the ranges that may connect.')
        : [];
    case 'aws_network_acl_rule':
      return values['egress'] !== true &&
        values['rule_action'] === 'allow' &&
        [...texts(values, 'cidr_block'), ...texts(values, 'ipv6_cidr_block')].some(isOpen)
        ? found('lets the internet in', 'Name the range that may connect.')
        : [];
    case 'aws_eks_cluster':
      return blocks(values, 'vpc_config').some(hasOpenEndpoint)
        ? found(
            'its API is open to the internet',
            'Set endpoint_public_access to false, or name the ranges in api_public_cidrs.',
          )
        : [];
    case 'aws_db_instance':
    case 'aws_rds_cluster_instance':
      return values['publicly_accessible'] === true
        ? found('the database has a public address', 'Set publicly_accessible to false.')
        : [];
    case 'aws_msk_cluster':
      return publicAccessOf(values).some((access) => access !== 'DISABLED')
        ? found('the brokers have public addresses', 'Set public_access to DISABLED.')
        : [];
    case 'aws_subnet':
      return values['map_public_ip_on_launch'] === true
        ? found(
            'gives a public address to every instance that starts in it',
            'Set map_public_ip_on_launch to false; resources that need an address request one.',
          )
        : [];
    case 'aws_s3_bucket_acl':
      return texts(values, 'acl').some((acl) => acl.startsWith('public-') || acl === 'authenticated-read')
        ? found('makes the bucket public', 'Grant access by a policy to named roles.')
        : [];
    case 'aws_s3_bucket_public_access_block':
    case 'aws_s3_account_public_access_block':
      return publicAccessSwitches.some((name) => values[name] !== true)
        ? found(
            `does not set ${publicAccessSwitches.filter((name) => values[name] !== true).join(', ')}`,
            'Set all four to true.',
          )
        : [];
    case 'aws_wafv2_web_acl':
      return blocks(values, 'rule').some(refusesKnownAttacks)
        ? []
        : found('the firewall blocks no known attacks', 'Add a managed rule group whose override_action is none.');
    case 'aws_ecrpublic_repository':
      return found('anyone can pull images from it', 'Use aws_ecr_repository, through the module ecr-repository.');
    default:
      return [];
  }
}

const refusesKnownAttacks = (rule: Attributes) =>
  blocks(rule, 'statement').some((statement) => blocks(statement, 'managed_rule_group_statement').length > 0) &&
  blocks(rule, 'override_action').some((override) => blocks(override, 'count').length === 0);

const publicAccessSwitches = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

function hasOpenEndpoint(vpcConfig: Readonly<Record<string, unknown>>): boolean {
  // EKS opens a public endpoint without ranges to everyone.
  const ranges = texts(vpcConfig, 'public_access_cidrs');
  return vpcConfig['endpoint_public_access'] === true && (ranges.length === 0 || ranges.some(isOpen));
}

function publicAccessOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  return blocks(values, 'broker_node_group_info')
    .flatMap((group) => blocks(group, 'connectivity_info'))
    .flatMap((info) => blocks(info, 'public_access'))
    .flatMap((access) => texts(access, 'type'));
}
