import { type Catalog, containerPorts, defaultPortBase, telemetryPortOffsets } from '@fairway/catalog';
import { alertmanagerConfig, localReceivers } from '../alertmanager/alertmanager-config.js';
import { collectorConfig, collectorFlags } from '../local/collector-config.js';
import { jaegerConfig, jaegerImage } from '../local/jaeger-config.js';
import { prometheusConfig, prometheusFlags } from '../local/prometheus-config.js';
import { yamlOf } from '../yaml.js';
import { dashboardFiles, dataSourceFile, lokiConfig } from './stores.js';

/** The versions of the local run where it has them; of Loki and Grafana, which it has not, those of summer 2026. */
const images = {
  prometheus: 'docker.io/prom/prometheus:v3.16.0',
  alertmanager: 'docker.io/prom/alertmanager:v0.34.2',
  jaeger: jaegerImage,
  collector: 'docker.io/otel/opentelemetry-collector-contrib:0.165.0',
  loki: 'docker.io/grafana/loki:3.7.4',
  grafana: 'docker.io/grafana/grafana:13.1.1',
};

const inside = { otlp: 4318, health: 13_133, metrics: 8888, jaeger: 16_686, loki: 3100, grafana: 3000 };
const prometheusPort = 9090;
const alertmanagerPort = 9093;
/** Beside the ports of the local run, which has no Grafana. */
const grafanaOffset = 88;
const everyone = '0.0.0.0';

/** The log files of Docker, of which only the lines of our containers are taken. */
const ofDocker = {
  files: ['/var/lib/docker/containers/*/*-json.log'],
  operators: [
    { type: 'json_parser' },
    // compose.yaml gives this tag to the containers of services; those of other projects are none of our business.
    { type: 'filter', expr: 'attributes.attrs?.tag != "platform"' },
    {
      type: 'recombine',
      // Docker cuts a line after 16 KiB.
      combine_field: 'attributes.log',
      is_last_entry: String.raw`attributes.log endsWith "\n"`,
      combine_with: '',
      source_identifier: 'attributes["log.file.name"]',
    },
    { type: 'add', field: 'body', value: 'EXPR(trim(attributes.log))' },
    { type: 'remove', field: 'attributes' },
  ],
};

const heading = `# Made by \`./fairway generate\` from observability/src/compose: what watches the platform of compose.yaml, which includes it.
# compose/README.md says how to run it. Images come from their makers, nothing of them is bundled here.
`;

/** @param idNames fields of a log line that are found without searching its text */
export function composeFile({ services }: Pick<Catalog, 'services'>, idNames: readonly string[]): string {
  const configs = configurations(Object.keys(services), idNames);
  return `${heading}${yamlOf({
    services: containers(),
    configs: Object.fromEntries(
      Object.entries(configs).map(([name, content]) => [name, { content: literal(yamlOf(content)) }]),
    ),
    volumes: Object.fromEntries(['prometheus', 'alertmanager', 'loki', 'collector'].map((name) => [name, {}])),
  })}`;
}

function containers(): Record<string, object> {
  return {
    prometheus: {
      ...container(images.prometheus),
      command: ['--config.file=/etc/prometheus/prometheus.yaml', '--storage.tsdb.path=/prometheus', ...prometheusFlags],
      ports: [published('prometheus', prometheusPort)],
      configs: [{ source: 'prometheus', target: '/etc/prometheus/prometheus.yaml' }],
      volumes: ['prometheus:/prometheus', '../observability/rules:/etc/prometheus/rules:ro'],
    },
    alertmanager: {
      ...container(images.alertmanager),
      command: [
        '--config.file=/etc/alertmanager/routes.yaml',
        '--storage.path=/alertmanager',
        '--cluster.listen-address=',
      ],
      ports: [published('alertmanager', alertmanagerPort)],
      configs: [{ source: 'alertmanager', target: '/etc/alertmanager/routes.yaml' }],
      volumes: ['alertmanager:/alertmanager'],
    },
    jaeger: {
      ...container(images.jaeger),
      command: ['--config=/etc/jaeger.yaml'],
      ports: [published('traces', inside.jaeger)],
      configs: [{ source: 'jaeger', target: '/etc/jaeger.yaml' }],
    },
    collector: {
      ...container(images.collector),
      // Docker's files belong to root.
      user: '0',
      command: ['--config=/etc/collector.yaml', ...collectorFlags],
      configs: [{ source: 'collector', target: '/etc/collector.yaml' }],
      volumes: ['collector:/var/lib/collector', '/var/lib/docker/containers:/var/lib/docker/containers:ro'],
    },
    loki: {
      ...container(images.loki),
      command: ['-config.file=/etc/loki/loki.yaml'],
      ports: [published('logs', inside.loki)],
      configs: [{ source: 'loki', target: '/etc/loki/loki.yaml' }],
      volumes: ['loki:/loki'],
    },
    grafana: {
      ...container(images.grafana),
      environment: {
        // On this machine alone, for its one person.
        GF_AUTH_ANONYMOUS_ENABLED: 'true',
        GF_AUTH_ANONYMOUS_ORG_ROLE: 'Editor',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      },
      ports: [`127.0.0.1:${defaultPortBase + grafanaOffset}:${inside.grafana}`],
      configs: [
        { source: 'grafana-data-sources', target: '/etc/grafana/provisioning/datasources/ours.yaml' },
        { source: 'grafana-dashboards', target: '/etc/grafana/provisioning/dashboards/ours.yaml' },
      ],
      volumes: ['../observability/dashboards:/etc/dashboards:ro'],
    },
  };
}

function configurations(services: readonly string[], idNames: readonly string[]): Record<string, object> {
  const ofService = (service: string) => ({ service, host: service, port: containerPorts.management });
  return {
    prometheus: prometheusConfig({
      targets: [
        ...services.map(ofService),
        { service: 'prometheus', port: prometheusPort },
        { service: 'alertmanager', host: 'alertmanager', port: alertmanagerPort },
        { service: 'collector', host: 'collector', port: inside.metrics },
        { service: 'log-store', host: 'loki', port: inside.loki },
      ],
      alertmanagerHost: 'alertmanager',
      alertmanagerPort,
      intervalSeconds: 10,
    }),
    alertmanager: alertmanagerConfig(localReceivers(undefined)),
    jaeger: jaegerConfig({ host: everyone, query: inside.jaeger, otlp: inside.otlp }),
    collector: collectorConfig({
      logFiles: ofDocker.files,
      operators: ofDocker.operators,
      idNames,
      stateFolder: '/var/lib/collector',
      host: everyone,
      ports: inside,
      logsEndpoint: `http://loki:${inside.loki}`,
      logsPath: '/otlp/v1/logs',
      tracesEndpoint: `http://jaeger:${inside.otlp}`,
      samplingPercent: 100,
    }),
    loki: lokiConfig(inside.loki),
    'grafana-data-sources': dataSourceFile({
      metrics: `http://prometheus:${prometheusPort}`,
      logs: `http://loki:${inside.loki}`,
      traces: `http://jaeger:${inside.jaeger}`,
    }),
    'grafana-dashboards': dashboardFiles('/etc/dashboards'),
  };
}

function container(image: string): object {
  return {
    profiles: ['observability'],
    image,
    restart: 'unless-stopped',
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  };
}

function published(name: keyof typeof telemetryPortOffsets, port: number): string {
  return `127.0.0.1:${defaultPortBase + telemetryPortOffsets[name]}:${port}`;
}

/** Text as it is: Compose replaces `$name`. */
const literal = (text: string) => text.replaceAll('$', '$$$$');
