import { numbersIn, valueIn } from '../terraform.js';
import { numberOf, textOf } from './ipv4.js';
import type { NamedRange } from './world.js';

/** Not the internet (RFC 1918, 6598 and 3927); the last has the metadata of EC2 instances. */
const reserved = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

const zones = 3;

/** The subnets of an environment on AWS, as the network stack of Terraform divides them. */
export function tiersOnAws(environment: string): Record<string, string[]> {
  const vpc = valueIn(`environments/${environment}/network.tfvars`, 'vpc_cidr');
  const tiers = numbersIn('stacks/network/main.tf', 'tiers');
  // `cidrsubnet(var.vpc_cidr, 8, first + index)`, of a /16.
  const cidr = (number: number) => `${textOf(numberOf(vpc.split('/')[0] ?? '') + number * 256)}/24`;
  return Object.fromEntries(
    Object.entries(tiers).map(([tier, first]) => [
      tier,
      Array.from({ length: zones }, (_, index) => cidr(first + index)),
    ]),
  );
}

/** What the addresses of an environment on AWS are. */
export function rangesOnAws(environment: string): NamedRange[] {
  const subnets = Object.entries(tiersOnAws(environment)).flatMap(([tier, cidrs]) =>
    cidrs.map((cidr) => ({ name: `${tier}-subnets`, cidr })),
  );
  // Pods are named by their labels. No policy may name their addresses.
  return [...subnets, ...reserved.map((cidr) => ({ name: null, cidr })), { name: 'internet', cidr: '0.0.0.0/0' }];
}
