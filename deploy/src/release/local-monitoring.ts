import { containerPorts, serviceNames } from '@fairway/catalog';
import { findGoPrograms, type Run } from '@fairway/programs';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Kubectl } from '../apply/kubectl.js';
import { waitFor } from '../apply/rollout.js';
import { Builder, ownPlatform } from '../image/builder.js';
import { repositoryOf } from '../image/image-names.js';

const monitoringNamespace = 'monitoring';

/** Names of Services and their ports, as `Monitoring` takes them. */
export function localMonitoring(environment: string) {
  return { prometheus: `prometheus-${environment}:9090`, alertmanager: 'alertmanager:9093' };
}

/** What `startLocalMonitoring` runs. */
export interface LocalMonitoringOptions {
  readonly kubectl: Kubectl;
  readonly registry: string;
  /** Namespaces, each with a Prometheus of its own, as each has on AWS. */
  readonly environments: readonly string[];
  /** An image whose program is Node.js; it keeps what Alertmanager sends. */
  readonly receiverImage: string;
  /** Prometheus's rules, by file name. */
  readonly rules: Readonly<Record<string, string>>;
  /** Prometheus's configuration of an environment. */
  prometheusConfig(environment: string, targets: readonly ServiceTarget[]): object;
  /** @param receiverUrl where messages go */
  alertmanagerConfig(receiverUrl: string): object;
}

export interface ServiceTarget {
  readonly service: string;
  readonly dnsName: string;
  readonly port: number;
}

/**
 * Prometheus, Alertmanager and a receiver of its messages in the local cluster: what the add-on kube-prometheus-stack and
 * the services of others are on AWS, without a chart. It must run before releases are watched; what it measured is lost
 * with its pods.
 */
export async function startLocalMonitoring(options: LocalMonitoringOptions, run: Run): Promise<void> {
  const { kubectl, registry, environments, receiverImage } = options;
  run.progress('Prometheus and Alertmanager of the local cluster');
  const image = await pushMonitoringImage(registry, run);
  await kubectl.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: monitoringNamespace } },
    ...environments.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  ]);
  const rules = configMap('prometheus-rules', options.rules);
  const receiver = server({
    name: 'receiver',
    image: receiverImage,
    args: ['--eval', receiverProgram],
    port: receiverPort,
    configMaps: {},
  });
  const alertmanager = [
    configMap('alertmanager', {
      'alertmanager.yaml': stringify(options.alertmanagerConfig(`http://receiver:${receiverPort}`)),
    }),
    ...server({
      name: 'alertmanager',
      image,
      command: ['/alertmanager'],
      args: [
        '--config.file=/config/alertmanager/alertmanager.yaml',
        '--storage.path=/data',
        '--cluster.listen-address=',
      ],
      port: 9093,
      configMaps: { alertmanager: '/config/alertmanager' },
    }),
  ];
  const prometheuses = environments.flatMap((environment) => {
    const name = `prometheus-${environment}`;
    return [
      configMap(name, {
        'prometheus.yaml': stringify(options.prometheusConfig(environment, targetsIn(environment))),
      }),
      ...server({
        name,
        kind: 'prometheus',
        image,
        command: ['/prometheus'],
        args: [
          '--config.file=/config/prometheus.yaml',
          '--storage.tsdb.path=/data',
          '--storage.tsdb.retention.time=31d',
        ],
        port: 9090,
        configMaps: { [name]: '/config', 'prometheus-rules': '/config/rules' },
      }),
      ...serviceNames.map((service) => podsService(environment, service)),
    ];
  });
  await kubectl.apply([rules, ...receiver, ...alertmanager, ...prometheuses]);
  const names = ['receiver', 'alertmanager', ...environments.map((each) => `prometheus-${each}`)];
  const deployments = names.map((name) => ({ ...deployment, metadata: { name, namespace: monitoringNamespace } }));
  await waitFor(deployments, { kubectl, namespace: monitoringNamespace, progress: run.progress });
}

/** What Alertmanager has sent: the path names the receiver. */
export interface Message {
  readonly path: string;
  readonly body: {
    readonly status: string;
    readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
  };
}

export async function readMessages(kubectl: Kubectl): Promise<Message[]> {
  const path = `/api/v1/namespaces/${monitoringNamespace}/services/receiver:${receiverPort}/proxy/`;
  return JSON.parse(await kubectl.run(['get', '--raw', path])) as Message[];
}

const receiverPort = 8080;
const receiverProgram = `
const messages = [];
require('node:http').createServer((request, answer) => {
  if (request.method === 'GET') return answer.end(JSON.stringify(messages));
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => { messages.push({ path: request.url, body: JSON.parse(body) }); answer.end(); });
}).listen(${receiverPort});`;

async function pushMonitoringImage(registry: string, run: Run): Promise<string> {
  const programs = await findGoPrograms(['prometheus', 'alertmanager'], run);
  const folder = mkdtempSync(join(tmpdir(), 'fairway-monitoring-'));
  try {
    for (const [name, path] of Object.entries(programs)) copyFileSync(path, join(folder, name));
    const dockerfile = join(folder, 'Dockerfile');
    writeFileSync(dockerfile, 'FROM scratch\nCOPY --chmod=755 prometheus alertmanager /\nUSER 65534:65534\n');
    const builder = Builder.find(run);
    const tag = `localhost/${repositoryOf('monitoring')}:local`;
    const options = { dockerfile, context: folder, platform: ownPlatform, tag };
    const labels = { 'org.opencontainers.image.title': 'monitoring' };
    await builder.build({ ...options, arguments: {}, contexts: {}, labels });
    const repository = `${registry}/${repositoryOf('monitoring')}`;
    return `${repository}@${await builder.push(tag, `${repository}:local`)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const targetsIn = (environment: string): ServiceTarget[] =>
  serviceNames.map((service) => ({
    service,
    dnsName: `${podsName(service)}.${environment}.svc.cluster.local`,
    port: containerPorts.management,
  }));

const podsName = (service: string) => `${service}-pods`;

/** A name with the addresses of all pods: that of the Service of the platform leads to one of them. */
function podsService(namespace: string, service: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: podsName(service), namespace },
    spec: {
      clusterIP: 'None',
      selector: { 'app.kubernetes.io/name': service },
      ports: [{ name: 'management', port: containerPorts.management }],
    },
  };
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: monitoringNamespace }, data };
}

interface Server {
  readonly name: string;
  /** What network policies of the platform know it by. */
  readonly kind?: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly port: number;
  /** Folders by the ConfigMap that fills them. */
  readonly configMaps: Readonly<Record<string, string>>;
}

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };

function server({ name, kind = name, image, command, args, port, configMaps }: Server): object[] {
  const labels = { app: name };
  const metadata = { name, namespace: monitoringNamespace };
  const mounts = Object.entries(configMaps);
  const container = {
    name,
    image,
    ...(command === undefined ? {} : { command }),
    args,
    ports: [{ containerPort: port }],
    readinessProbe: { tcpSocket: { port } },
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      ...mounts.map(([map, mountPath]) => ({ name: map, mountPath })),
    ],
  };
  return [
    {
      ...deployment,
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, 'app.kubernetes.io/name': kind } },
          spec: {
            containers: [container],
            volumes: [
              { name: 'data', emptyDir: {} },
              ...mounts.map(([map]) => ({ name: map, configMap: { name: map } })),
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port, targetPort: port }] },
    },
  ];
}
