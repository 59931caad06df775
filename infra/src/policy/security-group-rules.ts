import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';

/** One rule of a security group, in any of Terraform's three notations. */
export interface SecurityGroupRule {
  readonly address: string;
  /** The group's name, such as `fairway-dev-alb`; undefined for a group of another stack. */
  readonly group: string | undefined;
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  /** Both null for all protocols. */
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidrs: readonly string[];
  readonly prefixLists: readonly string[];
  /** Traffic among the group's members. */
  readonly isSelf: boolean;
}

const groupTypes = new Set(['aws_security_group', 'aws_default_security_group']);

export function securityGroupRules(stack: Values): SecurityGroupRule[] {
  const resources = managedResources(stack);
  const names = new Map(
    resources.filter(({ type }) => groupTypes.has(type)).map(({ values }) => [values['id'], String(values['name'])]),
  );
  return resources.flatMap((resource) => rulesOf(resource, (id) => names.get(id)));
}

function rulesOf(
  { type, address, values }: Resource,
  nameOf: (id: unknown) => string | undefined,
): SecurityGroupRule[] {
  if (groupTypes.has(type)) {
    return (['ingress', 'egress'] as const).flatMap((direction) =>
      blocks(values, direction).map((block) => ({
        ...common(block),
        address,
        group: nameOf(values['id']),
        direction,
        protocol: String(block['protocol']),
        isSelf: block['self'] === true,
      })),
    );
  }
  const own = values['security_group_id'];
  const others = [values['referenced_security_group_id'], values['source_security_group_id']];
  const ofGroup = {
    ...common(values),
    address,
    group: nameOf(own),
    isSelf: values['self'] === true || others.includes(own),
  };
  switch (type) {
    case 'aws_vpc_security_group_ingress_rule':
      return [{ ...ofGroup, direction: 'ingress', protocol: String(values['ip_protocol']) }];
    case 'aws_vpc_security_group_egress_rule':
      return [{ ...ofGroup, direction: 'egress', protocol: String(values['ip_protocol']) }];
    case 'aws_security_group_rule':
      return [
        {
          ...ofGroup,
          direction: values['type'] === 'egress' ? 'egress' : 'ingress',
          protocol: String(values['protocol']),
        },
      ];
    default:
      return [];
  }
}

function common(attributes: Attributes) {
  return {
    fromPort: portOf(attributes['from_port']),
    toPort: portOf(attributes['to_port']),
    cidrs: ['cidr_ipv4', 'cidr_ipv6', 'cidr_blocks', 'ipv6_cidr_blocks'].flatMap((name) => texts(attributes, name)),
    prefixLists: ['prefix_list_id', 'prefix_list_ids'].flatMap((name) => texts(attributes, name)),
  };
}

const portOf = (value: unknown) => (typeof value === 'number' ? value : null);
