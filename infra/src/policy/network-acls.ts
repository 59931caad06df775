import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts, type Attributes } from './attributes.js';
import { overlap } from './cidr.js';
import type { Finding, Rule } from './finding.js';

/** An ACL protects a tier by address, so each of its rules names one tier and the ports that the tier serves. */
export const networkAcls: Rule = (stack) => {
  const resources = managedResources(stack);
  const subnets = resources.filter(({ type }) => type === 'aws_subnet');
  return resources.flatMap((resource) => {
    if (resource.type !== 'aws_network_acl') return [];
    const guarded = subnets.filter(({ values }) => texts(resource.values, 'subnet_ids').includes(String(values['id'])));
    return [
      ...unguarded(resource, guarded, subnets),
      ...directions.flatMap((direction) => wideRules(resource, direction, guarded, subnets)),
    ];
  });
};

const directions = ['ingress', 'egress'] as const;
/** Answers go to Linux's ephemeral ports. */
const servedPorts = 16;

function unguarded({ address }: Resource, guarded: readonly Resource[], subnets: readonly Resource[]): Finding[] {
  const tiers = new Set(guarded.map(tierOf));
  const left = subnets.filter((subnet) => tiers.has(tierOf(subnet)) && !guarded.includes(subnet));
  if (guarded.length > 0 && left.length === 0) return [];
  const which = left.map((subnet) => subnet.address).join(', ') || 'any subnet';
  return [{ address, problem: `does not cover ${which}`, fix: 'Add all subnets of the tier to subnet_ids.' }];
}

function wideRules(
  acl: Resource,
  direction: (typeof directions)[number],
  guarded: readonly Resource[],
  subnets: readonly Resource[],
): Finding[] {
  const own = new Set(guarded.map(({ values }) => String(values['cidr_block'])));
  return blocks(acl.values, direction)
    .filter((rule) => rule['action'] === 'allow')
    .flatMap((rule) => {
      const [range = ''] = [...texts(rule, 'cidr_block'), ...texts(rule, 'ipv6_cidr_block')];
      const tiers = new Set(subnets.filter(({ values }) => overlap(range, String(values['cidr_block']))).map(tierOf));
      const found = (problem: string, fix: string) => [
        { address: acl.address, problem: `${direction} of ${range}: ${problem}`, fix },
      ];
      if (tiers.size !== 1)
        return found(`is the range of ${tiers.size} tiers`, 'Name the subnets of the one tier that is meant.');
      if (own.has(range)) return [];
      return opensPorts(rule, direction) ? found('opens more ports than the tier serves', 'Name the ports.') : [];
    });
}

function opensPorts(
  { protocol, from_port: from, to_port: to }: Attributes,
  direction: (typeof directions)[number],
): boolean {
  if (protocol !== 'tcp' && protocol !== '6') return true;
  return direction === 'ingress' && Number(to) - Number(from) >= servedPorts;
}

/** `fairway-dev-data` for `fairway-dev-data-us-east-1a`. */
const tierOf = ({ values }: Resource) =>
  String(texts(blocks(values, 'tags_all')[0] ?? {}, 'Name')[0]).replace(
    new RegExp(`-${String(values['availability_zone'])}$`),
    '',
  );
