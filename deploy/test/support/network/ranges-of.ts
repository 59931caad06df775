import { s3Cidrs, tiersOnAws } from './subnets.js';
import type { NamedRange } from './world.js';

/** Not the internet (RFC 1918, 6598 and 3927); the last has the metadata of EC2 instances. */
const reserved = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/** What the addresses of an environment on AWS are. */
export function rangesOnAws(environment: string): NamedRange[] {
  const subnets = Object.entries(tiersOnAws(environment)).flatMap(([tier, cidrs]) =>
    cidrs.map((cidr) => ({ name: `${tier}-subnets`, cidr })),
  );
  const s3 = s3Cidrs.map((cidr) => ({ name: 's3', cidr }));
  // Pods are named by their labels. No policy may name their addresses.
  return [
    ...subnets,
    ...reserved.map((cidr) => ({ name: null, cidr })),
    ...s3,
    { name: 'internet', cidr: '0.0.0.0/0' },
  ];
}
