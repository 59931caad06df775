import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import type { Finding, Rule } from './finding.js';
import { isOpen } from './open-cidr.js';
import { securityGroupRules, type SecurityGroupRule } from './security-group-rules.js';

/**
 * Only nodes reach the internet, and runners by HTTPS; the subnets of the control plane and of the data have no route
 * to it.
 */
export const egress: Rule = (stack) => [...openGroups(stack), ...waysOut(stack)];

function openGroups(stack: Values): Finding[] {
  return securityGroupRules(stack)
    .filter((rule) => rule.direction === 'egress' && rule.cidrs.some(isOpen) && !mayLeave(rule))
    .map(({ address, group }) => ({
      address,
      problem: `lets ${group ?? 'a group of another stack'} reach the internet`,
      fix: 'Name the security group that it may reach. Only the nodes (…-nodes) reach everything, and runners (…-runner) port 443.',
    }));
}

function mayLeave({ group, protocol, fromPort, toPort }: SecurityGroupRule): boolean {
  if (group?.endsWith('-nodes') === true) return true;
  return group?.endsWith('-runner') === true && protocol === 'tcp' && fromPort === 443 && toPort === 443;
}

function waysOut(stack: Values): Finding[] {
  const resources = managedResources(stack);
  const open = resources.filter((resource) => hasDefaultRoute(resource, resources));
  const closedSubnets = new Map(resources.filter(isClosedSubnet).map(({ address, values }) => [values['id'], address]));
  return open.flatMap(({ type, address, values }) => {
    if (type === 'aws_default_route_table') {
      return [
        {
          address,
          problem: 'the main route table has a route to the internet, which every unassociated subnet uses',
          fix: 'Remove its routes.',
        },
      ];
    }
    return resources
      .filter(
        (resource) =>
          resource.type === 'aws_route_table_association' && resource.values['route_table_id'] === values['id'],
      )
      .flatMap((association) => closedSubnets.get(association.values['subnet_id']) ?? [])
      .map((subnet) => ({
        address,
        problem: `gives ${subnet} a route to the internet`,
        fix: "Associate it with its tier's table, which has no default route.",
      }));
  });
}

const isClosedSubnet = ({ type, values }: Resource) =>
  type === 'aws_subnet' &&
  blocks(values, 'tags').some((tags) => texts(tags, 'Name').some((name) => /-(control-plane|data)-/.test(name)));

function hasDefaultRoute({ type, values }: Resource, resources: readonly Resource[]): boolean {
  if (type !== 'aws_route_table' && type !== 'aws_default_route_table') return false;
  const apart = resources.filter(
    (resource) => resource.type === 'aws_route' && resource.values['route_table_id'] === values['id'],
  );
  return [...blocks(values, 'route'), ...apart.map((route) => route.values)].some((route) =>
    destinationsOf(route).some(isOpen),
  );
}

const destinationsOf = (route: Attributes) =>
  ['cidr_block', 'ipv6_cidr_block', 'destination_cidr_block', 'destination_ipv6_cidr_block'].flatMap((name) =>
    texts(route, name),
  );
