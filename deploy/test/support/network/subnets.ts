import { numbersIn, valueIn } from '../terraform.js';
import { numberOf, textOf } from './ipv4.js';

const zones = 3;

/** Stand for the public addresses of S3 in the region, some beside each other and one apart. */
export const s3Cidrs = ['52.216.0.0/16', '52.217.0.0/16', '3.5.0.0/19'];

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
