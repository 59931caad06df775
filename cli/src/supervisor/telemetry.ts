import { serviceNames } from '@fairway/catalog';
import { findGoPrograms, startHttpProgram, type ServerProcess } from '@fairway/local-servers';
import {
  alertmanagerConfig,
  collectorConfig,
  jaegerConfig,
  localReceivers,
  localRuleFiles,
  prometheusConfig,
  type Target,
} from '@fairway/observability';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../command-line/context.js';
import type { Ports } from '../instance/ports.js';
import { logFileOf } from '../logs/log-files.js';
import type { PlatformOptions } from './service-steps.js';
import type { Step } from './start-in-order.js';
import { SupervisedProcess } from './supervised-process.js';
import { yieldToOthers } from './yield-to-others.js';

const telemetryPrograms = ['prometheus', 'alertmanager', 'otelcol', 'victoria-logs', 'jaeger'] as const;

/** What watches the platform, beside it. */
export interface Telemetry {
  readonly programs: Readonly<Record<(typeof telemetryPrograms)[number], string>>;
  /** Divides every duration of the rules; more than 1 for rehearsals only. */
  readonly timeFactor: number;
  /** Receives the notifications of Alertmanager. */
  readonly webhookUrl: string | undefined;
}

const graceMs = 5_000;

/** Finds the programs, or builds them. Two variables are for rehearsals: `FAIRWAY_ALERT_TIME_FACTOR`, `FAIRWAY_ALERT_WEBHOOK_URL`. */
export async function prepareTelemetry(context: Context): Promise<Telemetry> {
  const { FAIRWAY_ALERT_TIME_FACTOR: factor, FAIRWAY_ALERT_WEBHOOK_URL: webhookUrl } = context.env;
  return {
    programs: await findGoPrograms(telemetryPrograms, context),
    timeFactor: Number(factor ?? 1),
    webhookUrl,
  };
}

/** The names and ports of its processes, for the record. */
export function telemetryProcesses({ telemetry }: Ports): { name: string; port: number }[] {
  return [
    { name: 'prometheus', port: telemetry.prometheus },
    { name: 'alertmanager', port: telemetry.alertmanager },
    { name: 'log-store', port: telemetry.logs },
    { name: 'trace-store', port: telemetry.traces },
    { name: 'collector', port: telemetry.otlp },
  ];
}

/** None of them waits for the platform, nor it for them. */
export function telemetrySteps(options: PlatformOptions, telemetry: Telemetry): Step[] {
  const { instance, ports } = options;
  const { programs, timeFactor, webhookUrl } = telemetry;
  const { prometheus, alertmanager, logs, traces, tracesOtlp, otlp, collectorHealth, collectorMetrics } =
    ports.telemetry;
  const folder = join(instance.folder, 'telemetry');
  const data = (name: string) => join(instance.dataFolder, name);
  const local = (port: number, path = '') => `http://127.0.0.1:${port}${path}`;
  const listening = (port: number) => `127.0.0.1:${port}`;
  writeConfigurations(folder, {
    'prometheus.yaml': prometheusConfig({
      targets: targetsOf(ports),
      alertmanagerPort: alertmanager,
      intervalSeconds: timeFactor === 1 ? 10 : 1,
    }),
    'alertmanager.yaml': alertmanagerConfig(localReceivers(webhookUrl)),
    'jaeger.yaml': jaegerConfig({ query: traces, otlp: tracesOtlp }),
    'collector.yaml': collectorConfig({
      logFiles: [join(instance.logFolder, '*.ndjson')],
      stateFolder: data('collector'),
      ports: { otlp, health: collectorHealth, metrics: collectorMetrics },
      logsEndpoint: local(logs),
      tracesEndpoint: local(tracesOtlp),
      // One person's traffic: all of it.
      samplingPercent: 100,
    }),
  });
  for (const { name, content } of localRuleFiles(timeFactor)) writeFileSync(join(folder, 'rules', name), content);

  const step = (name: string, command: string, args: readonly string[], port: number, readyUrl: string): Step =>
    supervised(name, options, () =>
      startHttpProgram({
        name,
        command,
        args,
        env: { PATH: process.env['PATH'] },
        cwd: folder,
        logFile: logFileOf(instance, name),
        graceMs,
        watchdog: options.watchdog,
        port,
        readyUrl,
      }),
    );
  return [
    step(
      'prometheus',
      programs.prometheus,
      [
        '--config.file=prometheus.yaml',
        `--storage.tsdb.path=${data('prometheus')}`,
        '--storage.tsdb.retention.time=31d',
        `--web.listen-address=${listening(prometheus)}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      prometheus,
      local(prometheus, '/-/ready'),
    ),
    step(
      'alertmanager',
      programs.alertmanager,
      [
        '--config.file=alertmanager.yaml',
        `--storage.path=${data('alertmanager')}`,
        `--web.listen-address=${listening(alertmanager)}`,
        // Alone; otherwise it opens a port for others.
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
      alertmanager,
      local(alertmanager, '/-/ready'),
    ),
    step(
      'log-store',
      programs['victoria-logs'],
      [
        `-storageDataPath=${data('log-store')}`,
        `-httpListenAddr=${listening(logs)}`,
        '-retentionPeriod=7d',
        '-loggerLevel=WARN',
      ],
      logs,
      local(logs, '/health'),
    ),
    step('trace-store', programs.jaeger, ['--config', 'jaeger.yaml'], traces, local(traces, '/api/services')),
    step(
      'collector',
      programs.otelcol,
      // Without the gate, lines that it has read but not yet delivered are lost when it is killed.
      ['--config', 'collector.yaml', '--feature-gates=+stanza.synchronousLogEmitter'],
      otlp,
      local(collectorHealth),
    ),
  ];
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

function writeConfigurations(folder: string, files: Readonly<Record<string, object>>): void {
  // Rules that are gone must not stay.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'rules'), { recursive: true });
  // JSON is YAML.
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content, null, 2));
}

function supervised(name: string, { record, stopping }: PlatformOptions, start: () => Promise<ServerProcess>): Step {
  const process = new SupervisedProcess(
    name,
    async () => {
      const server = await start();
      yieldToOthers(server.pid);
      return server;
    },
    record,
    { stopping },
  );
  return { name, after: [], start: () => process.start(), stop: () => process.stop() };
}
