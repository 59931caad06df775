import { serviceNames } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { type HttpProgramOptions, startHttpProgram } from '@fairway/local-servers';
import { findGoPrograms, telemetryPrograms } from '@fairway/programs';
import {
  alertmanagerConfig,
  collectorConfig,
  collectorFlags,
  jaegerConfig,
  localReceivers,
  localRuleFiles,
  prometheusConfig,
  prometheusFlags,
  type Target,
} from '@fairway/observability';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../command-line/context.js';
import { type Ports, type TelemetryName, telemetryReadyUrl } from '../instance/ports.js';
import { logFileOf } from '../logs/log-files.js';
import type { PlatformOptions, Telemetry } from './platform-options.js';
import type { Step } from './start-in-order.js';
import { supervisedStep } from './supervised-step.js';
import { yieldToOthers } from './yield-to-others.js';

const graceMs = 5_000;

/**
 * Finds the programs, or builds them. Three variables are for rehearsals and measurements: `FAIRWAY_ALERT_TIME_FACTOR`,
 * `FAIRWAY_ALERT_RECEIVER_URL`, `FAIRWAY_TRACE_SAMPLE_RATIO`.
 */
export async function prepareTelemetry(context: Context): Promise<Telemetry> {
  const { env } = context;
  return {
    programs: await findGoPrograms(telemetryPrograms, context),
    timeFactor: Number(env['FAIRWAY_ALERT_TIME_FACTOR'] ?? 1),
    receiverUrl: env['FAIRWAY_ALERT_RECEIVER_URL'],
    // One person's traffic: every trace is recorded.
    traceSampleRatio: env['FAIRWAY_TRACE_SAMPLE_RATIO'] ?? '1',
  };
}

/** None of them waits for the platform, nor it for them. */
export function telemetrySteps(options: PlatformOptions, telemetry: Telemetry): Step[] {
  const { instance, ports, watchdog } = options;
  const cwd = join(instance.folder, 'telemetry');
  writeFiles(cwd, {
    ...configurations(options, telemetry),
    ...Object.fromEntries(localRuleFiles(telemetry.timeFactor).map(({ name, content }) => [`rules/${name}`, content])),
  });
  const env = { PATH: process.env['PATH'] };
  return serversOf(options, telemetry).map((server) =>
    supervisedStep(server.name, [], options, async () => {
      const logFile = logFileOf(instance, server.name);
      const readyUrl = telemetryReadyUrl(server.name, ports);
      const running = await startHttpProgram({ ...server, readyUrl, env, cwd, logFile, graceMs, watchdog });
      yieldToOthers(running.pid);
      return running;
    }),
  );
}

const local = (port: number) => `http://127.0.0.1:${port}`;

type Server = Pick<HttpProgramOptions, 'command' | 'args' | 'port'> & { readonly name: TelemetryName };

function serversOf({ instance, ports }: PlatformOptions, { programs }: Telemetry): Server[] {
  const { prometheus, alertmanager, logs, traces, otlp } = ports.telemetry;
  const data = (name: string) => join(instance.dataFolder, name);
  return [
    {
      name: 'prometheus',
      command: programs.prometheus,
      args: [
        '--config.file=prometheus.yaml',
        `--storage.tsdb.path=${data('prometheus')}`,
        ...prometheusFlags,
        `--web.listen-address=127.0.0.1:${prometheus}`,
        '--log.level=warn',
      ],
      port: prometheus,
    },
    {
      name: 'alertmanager',
      command: programs.alertmanager,
      args: [
        '--config.file=alertmanager.yaml',
        `--storage.path=${data('alertmanager')}`,
        `--web.listen-address=127.0.0.1:${alertmanager}`,
        // Alone; otherwise it opens a port for others.
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
      port: alertmanager,
    },
    {
      name: 'log-store',
      command: programs['victoria-logs'],
      args: [
        `-storageDataPath=${data('log-store')}`,
        `-httpListenAddr=127.0.0.1:${logs}`,
        '-retentionPeriod=7d',
        '-loggerLevel=WARN',
      ],
      port: logs,
    },
    {
      name: 'trace-store',
      command: programs.jaeger,
      args: ['--config', 'jaeger.yaml'],
      port: traces,
    },
    {
      name: 'collector',
      command: programs.otelcol,
      args: ['--config', 'collector.yaml', ...collectorFlags],
      port: otlp,
    },
  ];
}

function configurations({ instance, ports }: PlatformOptions, { timeFactor, receiverUrl }: Telemetry) {
  const { alertmanager, logs, traces, tracesOtlp, otlp, collectorHealth, collectorMetrics } = ports.telemetry;
  return {
    'prometheus.yaml': prometheusConfig({
      targets: targetsOf(ports),
      alertmanagerPort: alertmanager,
      // A scrape may take a second while the broker does not answer.
      intervalSeconds: timeFactor === 1 ? 10 : 3,
    }),
    'alertmanager.yaml': alertmanagerConfig(localReceivers(receiverUrl), timeFactor),
    'jaeger.yaml': jaegerConfig({ query: traces, otlp: tracesOtlp }),
    'collector.yaml': collectorConfig({
      logFiles: serviceNames.map((service) => logFileOf(instance, service)),
      idNames: [domain.entity.idName, 'eventId'],
      stateFolder: join(instance.dataFolder, 'collector'),
      ports: { otlp, health: collectorHealth, metrics: collectorMetrics },
      logsEndpoint: local(logs),
      tracesEndpoint: local(tracesOtlp),
      // One person's traffic: all of it.
      samplingPercent: 100,
    }),
  };
}

function targetsOf({ management, telemetry }: Ports): Target[] {
  return [
    ...serviceNames.map((service) => ({ service, port: management[service] })),
    { service: 'kafka', port: telemetry.kafkaMetrics },
    { service: 'prometheus', port: telemetry.prometheus },
    { service: 'alertmanager', port: telemetry.alertmanager },
    { service: 'collector', port: telemetry.collectorMetrics },
    { service: 'log-store', port: telemetry.logs },
  ];
}

function writeFiles(folder: string, files: Readonly<Record<string, object | string>>): void {
  // Rules that are gone must not stay.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'rules'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    // JSON is YAML.
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}
