import type { ServiceName } from '@fairway/catalog';
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { labelsOf, selectorOf } from './labels.js';
import type { Manifest } from './manifest.js';

export function podMonitor(service: ServiceName): Manifest<IPodMonitor> {
  return {
    resource: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: service, labels: labelsOf(service) },
      spec: {
        selector: selectorOf(service),
        podTargetLabels: ['app.kubernetes.io/name'],
        podMetricsEndpoints: [{ port: 'management', path: '/metrics' }],
      },
    },
  };
}
