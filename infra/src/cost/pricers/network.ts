import { FairwayError } from '@fairway/errors';
import { textOf, textsOf } from '../attributes.js';
import { charge, hours } from '../line.js';
import type { Pricer } from './pricer.js';

export const networkPricers = {
  aws_nat_gateway: (_, { prices }) => [charge('network', 'NAT gateway', hours(1), prices.natGatewayHour)],

  aws_eip: (_, { prices }) => [charge('network', 'public IPv4 address', hours(1), prices.publicIpv4Hour)],

  aws_vpc_endpoint: (endpoint, { prices }) => {
    const type = textOf(endpoint, 'vpc_endpoint_type');
    if (type === 'Gateway') return [];
    if (type === 'Interface') {
      return [
        charge(
          'network',
          'interface endpoint, each zone',
          hours(textsOf(endpoint, 'subnet_ids').length),
          prices.interfaceEndpointHour,
        ),
      ];
    }
    throw new FairwayError('failed', `${endpoint.address} has type ${type}, which has no price here.`, {
      hint: 'Add it to infra/src/cost/pricers/network.ts.',
    });
  },

  aws_route53_zone: (_, { prices }) => [charge('ingress', 'hosted zone', 1, prices.hostedZone)],

  aws_wafv2_web_acl: ({ values: { rule } }, { prices }) => [
    charge('ingress', 'web ACL', 1, prices.wafWebAcl),
    charge('ingress', 'web ACL rule', Array.isArray(rule) ? rule.length : 0, prices.wafRule),
  ],
} as const satisfies Record<string, Pricer>;
