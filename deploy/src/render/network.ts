import { containerPorts } from '@fairway/catalog';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IService } from 'kubernetes-models/v1';
import { type Declared, type RenderedCatalog, servicesOf } from './declared.js';
import { labelsOf, selectorOf } from './labels.js';
import type { Manifest } from './manifest.js';

type Egress = NonNullable<NonNullable<INetworkPolicy['spec']>['egress']>[number];
type Ingress = NonNullable<NonNullable<INetworkPolicy['spec']>['ingress']>[number];

export function service({ name }: Pick<Declared, 'name'>): Manifest<IService> {
  return {
    resource: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        selector: selectorOf(name).matchLabels,
        // Without the management port of services: the kubelet and Prometheus use it, and both connect to the pod.
        ports: [{ name: 'http', port: containerPorts.http, targetPort: 'http' }],
      },
    },
  };
}

/** The services that send requests to one. */
function callersOf(name: string, catalog: RenderedCatalog): string[] {
  return servicesOf(catalog).flatMap((caller) => (caller.calls.includes(name) ? caller.name : []));
}

/**
 * Allows exactly the calls that the catalogue declares, in both directions; `deny-all` refuses the rest. Addresses of the
 * database, Kafka and the load balancer differ between environments: policies of the overlays allow those.
 */
export function networkPolicy({ name, calls }: Declared, catalog: RenderedCatalog): Manifest<INetworkPolicy> {
  const callers = callersOf(name, catalog);
  const ingress: Ingress[] = [
    ...(callers.length > 0 ? [{ from: callers.map(peer), ports: [tcp(containerPorts.http)] }] : []),
    { from: [prometheus], ports: [tcp(containerPorts.management)] },
  ];
  const egress: Egress[] = calls.length > 0 ? [{ to: calls.map(peer), ports: [tcp(containerPorts.http)] }] : [];
  return {
    resource: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        podSelector: selectorOf(name),
        policyTypes: ['Ingress', 'Egress'],
        ingress,
        ...(egress.length > 0 ? { egress } : {}),
      },
    },
  };
}

const prometheus = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};

function peer(name: string) {
  return { podSelector: selectorOf(name) };
}

/** The default is TCP. */
function tcp(port: number) {
  return { port };
}
