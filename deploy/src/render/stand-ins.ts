import { containerPorts, type StandIn } from '@fairway/catalog';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { splitProgram } from '../image/image-names.js';
import { type RenderedCatalog, standInsOf } from './declared.js';
import { heading, kustomization, type RenderedManifest } from './files.js';
import { labelsOf, reach, selectorOf } from './labels.js';
import { type Manifest, yamlOf } from './manifest.js';
import { service } from './network.js';
import { containerRules, podReasons, podRules } from './workload.js';

/** `components/<stand-in>/` of each stand-in for a third-party server, for clusters that cannot reach the real one. */
export function renderStandIns(catalog: RenderedCatalog): RenderedManifest[] {
  return standInsOf(catalog).flatMap(({ name, ...standIn }) => {
    const folder = `deploy/kubernetes/components/${name}`;
    const manifests: Record<string, Manifest> = {
      deployment: deployment(name, standIn),
      service: service({ name }),
      'network-policy': ingress(name),
      'network-policy-of-callers': egress(name),
    };
    return [
      kustomization(folder, 'Component', { resources: Object.keys(manifests).map((file) => `${file}.yaml`) }),
      ...Object.entries(manifests).map(([file, manifest]) => ({
        path: `${folder}/${file}.yaml`,
        content: heading + yamlOf(manifest),
      })),
    ];
  });
}

function deployment(name: string, { program, secrets }: StandIn): Manifest<IDeployment> {
  const pod = 'spec.template.spec';
  const probe = { httpGet: { path: '/health', port: 'http' }, timeoutSeconds: 3 };
  return {
    resource: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        strategy: { type: 'Recreate' },
        selector: selectorOf(name),
        template: {
          metadata: { labels: labelsOf(name) },
          spec: {
            ...podRules(),
            containers: [
              {
                name,
                image: name,
                args: [splitProgram(program).program],
                env: [
                  { name: 'HOST', value: '0.0.0.0' },
                  { name: 'PORT', value: String(containerPorts.http) },
                ],
                ...(secrets.length > 0 ? { envFrom: [{ secretRef: { name } }] } : {}),
                ports: [{ name: 'http', containerPort: containerPorts.http }],
                resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '128Mi' } },
                startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 90 },
                readinessProbe: probe,
                ...containerRules(),
              },
            ],
          },
        },
      },
    },
    reasons: {
      'spec.strategy': 'It keeps what it received in memory; two at once would each know a part.',
      ...podReasons(pod),
    },
  };
}

const callers = { podSelector: { matchLabels: { [reach.internet]: 'true' } } };
const ports = [{ port: containerPorts.http }];

function ingress(name: string): Manifest<INetworkPolicy> {
  return policy(name, {
    podSelector: selectorOf(name),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [callers], ports }],
  });
}

function egress(name: string): Manifest<INetworkPolicy> {
  return policy(`to-${name}`, {
    ...callers,
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: selectorOf(name) }], ports }],
  });
}

function policy(name: string, spec: NonNullable<INetworkPolicy['spec']>): Manifest<INetworkPolicy> {
  const resource = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec } as const;
  return { resource };
}
