import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { RenderedCatalog } from './declared.js';
import { heading, kustomization, type RenderedManifest } from './files.js';
import { type Manifest, yamlOf } from './manifest.js';

/** The add-on that takes traces. */
const jaeger = { name: 'jaeger', namespace: 'monitoring', port: 4318 };

const folder = 'deploy/kubernetes/components/tracing';

/** The component with which services record traces and send them to Jaeger. */
export function renderTracing({ services }: RenderedCatalog): RenderedManifest[] {
  const serviceNames = Object.keys(services);
  const endpoint = `OTEL_EXPORTER_OTLP_ENDPOINT=http://${jaeger.name}.${jaeger.namespace}:${jaeger.port}`;
  return [
    kustomization(folder, 'Component', {
      resources: ['network-policy.yaml'],
      configMapGenerator: serviceNames.map((name) => ({ name, behavior: 'merge', literals: [endpoint] })),
    }),
    { path: `${folder}/network-policy.yaml`, content: heading + yamlOf(networkPolicy(serviceNames)) },
  ];
}

function networkPolicy(serviceNames: readonly string[]): Manifest<INetworkPolicy> {
  return {
    resource: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'to-jaeger' },
      spec: {
        podSelector: {
          matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [...serviceNames] }],
        },
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': jaeger.namespace } },
                podSelector: { matchLabels: { 'app.kubernetes.io/name': jaeger.name } },
              },
            ],
            ports: [{ port: jaeger.port }],
          },
        ],
      },
    },
    reasons: { 'spec.podSelector': 'Jobs and stand-ins record no traces.' },
  };
}
