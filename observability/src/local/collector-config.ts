import { lineProcessors } from '../logs/line-processors.js';
import { tailSampling } from '../traces/tail-sampling.js';

export interface CollectorOptions {
  /** Log files of services, one line of JSON for each record. */
  readonly logFiles: readonly string[];
  /** What makes such lines of those in the files; nothing by default. */
  readonly operators?: readonly object[];
  /** Fields of a line that are found without searching its text. */
  readonly idNames: readonly string[];
  /** Where it keeps how far it has read, and what could not be delivered yet. */
  readonly stateFolder: string;
  /** The address that it listens on; for this machine alone by default. */
  readonly host?: string;
  readonly ports: {
    /** Takes traces. */
    readonly otlp: number;
    readonly health: number;
    readonly metrics: number;
  };
  /** Base URLs of OTLP/HTTP receivers. */
  readonly logsEndpoint: string;
  readonly tracesEndpoint: string;
  /** Of the receiver of logs; that of VictoriaLogs by default. */
  readonly logsPath?: string;
  /** Of the traces that are neither slow nor failed, the share that is kept, in percent. */
  readonly samplingPercent: number;
}

/** For its command line. Without the gate, lines that it has read but not yet delivered are lost when it is killed. */
export const collectorFlags = ['--feature-gates=+stanza.synchronousLogEmitter'];

const minutes = (count: number) => `${count * 60}s`;

/** A collector that ships the logs of files and the traces of services, on one machine. */
export function collectorConfig(options: CollectorOptions): object {
  const { logFiles, operators = [], idNames, stateFolder, ports, samplingPercent } = options;
  const { host = '127.0.0.1', logsEndpoint, logsPath = '/insert/opentelemetry/v1/logs', tracesEndpoint } = options;
  const ofLines = lineProcessors(idNames);
  return {
    extensions: {
      health_check: { endpoint: `${host}:${ports.health}` },
      // Synced, so that a killed machine reads a line twice rather than not at all.
      file_storage: { directory: stateFolder, create_directory: true, fsync: true },
    },
    receivers: {
      file_log: {
        include: logFiles,
        operators,
        start_at: 'beginning',
        storage: 'file_storage',
        // It reads no further while the store is away: the files keep the lines, and no application waits.
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
      },
      otlp: { protocols: { http: { endpoint: `${host}:${ports.otlp}` } } },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: 200 },
      ...ofLines,
      tail_sampling: tailSampling({ decisionWait: '5s', percent: samplingPercent }),
    },
    exporters: {
      'otlp_http/logs': {
        logs_endpoint: `${logsEndpoint}${logsPath}`,
        // Otherwise every attribute of the resource would be a label.
        headers: { 'VL-Stream-Fields': 'service.name' },
        sending_queue: { enabled: true, storage: 'file_storage', queue_size: 1_000 },
        // The default gives up after five minutes.
        retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '5s', max_elapsed_time: '0s' },
      },
      'otlp_http/traces': {
        endpoint: tracesEndpoint,
        // Traces help with what is going on now.
        retry_on_failure: { enabled: true, max_elapsed_time: minutes(1) },
      },
    },
    service: {
      extensions: ['health_check', 'file_storage'],
      telemetry: {
        logs: { level: 'warn' },
        metrics: {
          readers: [{ pull: { exporter: { prometheus: { host, port: ports.metrics } } } }],
        },
      },
      pipelines: {
        logs: {
          receivers: ['file_log'],
          processors: ['memory_limiter', ...Object.keys(ofLines)],
          exporters: ['otlp_http/logs'],
        },
        traces: {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'tail_sampling'],
          exporters: ['otlp_http/traces'],
        },
      },
    },
  };
}
