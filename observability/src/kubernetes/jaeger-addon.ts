import { jaegerImage } from '../local/jaeger-config.js';
import { tailSampling } from '../traces/tail-sampling.js';
import { madeBy, yamlOf } from '../yaml.js';
import { namespace } from './addon-manifests.js';

const name = 'jaeger';
const labels = { 'app.kubernetes.io/name': name };
const ports = { otlp: 4318, query: 16_686, metrics: 8888, health: 13_133 };
const folders = { configuration: '/etc/jaeger', traces: '/var/lib/jaeger' };
const everyone = '0.0.0.0';

/** What the add-on jaeger runs, and with which configuration, by file name. */
export function jaegerManifests(): Readonly<Record<string, string>> {
  return {
    'configuration.yaml': `${madeBy}${yamlOf({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
      data: { 'jaeger.yaml': yamlOf(configuration()) },
    })}`,
    'stateful-set.yaml': `${madeBy}${yamlOf(statefulSet())}`,
  };
}

function configuration(): object {
  return {
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: `${everyone}:${ports.health}` } },
      jaeger_storage: {
        backends: {
          disk: {
            badger: {
              directories: { keys: `${folders.traces}/keys`, values: `${folders.traces}/values` },
              ephemeral: false,
              ttl: { spans: '168h' },
            },
          },
        },
      },
      jaeger_query: {
        storage: { traces: 'disk' },
        http: { endpoint: `${everyone}:${ports.query}` },
        grpc: { endpoint: '127.0.0.1:16685' },
      },
    },
    receivers: { otlp: { protocols: { http: { endpoint: `${everyone}:${ports.otlp}` } } } },
    processors: {
      // It refuses spans before the kernel kills it.
      memory_limiter: { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 15 },
      // Longer than in the local run: spans come from several nodes. And a service has recorded a tenth of its traces already.
      tail_sampling: tailSampling({ decisionWait: '10s', percent: 10 }),
      batch: {},
    },
    exporters: { jaeger_storage_exporter: { trace_storage: 'disk' } },
    service: {
      extensions: ['healthcheckv2', 'jaeger_storage', 'jaeger_query'],
      telemetry: {
        logs: { level: 'warn' },
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: everyone, port: ports.metrics } } } }] },
      },
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'tail_sampling', 'batch'],
          exporters: ['jaeger_storage_exporter'],
        },
      },
    },
  };
}

function statefulSet(): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod() },
      volumeClaimTemplates: [
        {
          metadata: { name: 'traces' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'gp3',
            resources: { requests: { storage: '20Gi' } },
          },
        },
      ],
    },
  };
}

function pod(): object {
  const user = 10_001;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumes: [{ name: 'configuration', configMap: { name } }],
    containers: [
      {
        name,
        image: jaegerImage,
        args: [`--config=${folders.configuration}/jaeger.yaml`],
        ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
        volumeMounts: [
          { name: 'configuration', mountPath: folders.configuration, readOnly: true },
          { name: 'traces', mountPath: folders.traces },
        ],
        readinessProbe: { httpGet: { path: '/status', port: 'health' } },
        // No CPU limit, as for the services.
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '768Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  };
}
