import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { labelsOf, selectorOf } from './labels.js';
import type { Declared } from './declared.js';
import type { Manifest } from './manifest.js';

export function podMonitor({ name }: Declared): Manifest<IPodMonitor> {
  return {
    resource: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        selector: selectorOf(name),
        podMetricsEndpoints: [{ port: 'management', relabelings: [{ targetLabel: 'service', replacement: name }] }],
      },
    },
    reasons: {
      'spec.podMetricsEndpoints.0.relabelings':
        'Rules and dashboards name a service by this label, here as on a laptop.',
    },
  };
}
