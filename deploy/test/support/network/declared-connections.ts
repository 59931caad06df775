import type { Catalog } from '@fairway/catalog';
import type { Connection } from './judge-policies.js';

const ports = { http: 3000, management: 3100 };

/** The calls between services, Prometheus and DNS. */
export function connectionsInside({ services }: Catalog, pods: readonly string[]): Connection[] {
  return [
    ...Object.entries(services).flatMap(([name, { calls }]): Connection[] => [
      ...calls.map((called): Connection => `${name} -> ${called} TCP ${ports.http}`),
      `prometheus -> ${name} TCP ${ports.management}`,
    ]),
    ...pods.flatMap((pod): Connection[] => [`${pod} -> dns UDP 53`, `${pod} -> dns TCP 53`]),
  ];
}
