import { standInNames } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { formatDuration } from '../command-line/duration.js';
import type { Style } from '../command-line/style.js';
import { inInstance } from '../command-line/in-instance.js';
import type { Instance } from '../instance/instance.js';
import { localServerUrl } from '../instance/addresses.js';
import { type Ports, telemetryNames, telemetryProcesses } from '../instance/ports.js';
import { adminEmail, readSecrets } from '../instance/secrets.js';

/** What a user of the platform needs to know now. */
export interface ReadyReport {
  readonly type: 'ready';
  readonly instance: string;
  readonly alreadyRunning: boolean;
  readonly readyInMs: number | null;
  readonly urls: Readonly<Record<string, string>>;
  /**
   * The password is printed by the start that created it; afterwards `keptIn` has it, unless the API has changed it.
   */
  readonly admin: { readonly email: string; readonly password: string | null; readonly keptIn: string };
  /** The id of the sample: null when none was wanted, or when it failed. */
  readonly [sampleIdName: `sample${string}Id`]: string | null;
  readonly supervisorPid: number;
  readonly logFolder: string;
}

export interface RunFacts {
  readonly ports: Ports;
  /** Whether it runs with observability. */
  readonly observed: boolean;
  readonly supervisorPid: number;
  readonly readyInMs: number | null;
  readonly alreadyRunning: boolean;
  /** Whether this start created the instance's secrets. */
  readonly firstStart: boolean;
  readonly sampleId: string | null;
}

const sampleIdName =
  `sample${domain.entity.idName.replace(/^./, (first) => first.toUpperCase())}` as `sample${string}Id`;

export function readyReport(
  instance: Instance,
  { ports, observed, sampleId, firstStart, ...facts }: RunFacts,
): ReadyReport {
  return {
    type: 'ready',
    instance: instance.name,
    ...facts,
    [sampleIdName]: sampleId,
    urls: {
      gateway: `http://127.0.0.1:${ports.services['api-gateway']}`,
      ...Object.fromEntries(standInNames.map((name) => [camelCase(name), localServerUrl(name, ports)])),
      postgres: `127.0.0.1:${ports.postgres}`,
      kafka: `127.0.0.1:${ports.kafka}`,
      ...(observed ? telemetryUrls(ports) : {}),
    },
    admin: {
      email: adminEmail,
      password: firstStart ? (readSecrets(instance)?.ofServices['ADMIN_PASSWORD'] ?? null) : null,
      keptIn: instance.secretsPath,
    },
    logFolder: instance.logFolder,
  };
}

export function renderReadyReport(report: ReadyReport, style: Style): string {
  const headline = report.alreadyRunning
    ? `● the instance "${report.instance}" is already running (supervisor pid ${report.supervisorPid})`
    : `✓ ready in ${formatDuration(report.readyInMs ?? 0)}`;
  const rows: [string, string][] = [
    ['gateway', report.urls['gateway'] ?? ''],
    ...standInNames.map((name): [string, string] => [inWords(name), report.urls[camelCase(name)] ?? '']),
    ['PostgreSQL, Kafka', `${report.urls['postgres']}, ${report.urls['kafka']}`],
    [
      'admin',
      `${report.admin.email}  ${report.admin.password === null ? 'ADMIN_PASSWORD' : `${report.admin.password}  (shown once; kept as ADMIN_PASSWORD`} in ${report.admin.keptIn}${report.admin.password === null ? '' : ')'}`,
    ],
    ['logs', report.logFolder],
    ...telemetryNames.flatMap((name): [string, string][] => {
      const url = report.urls[camelCase(name)];
      return url === undefined ? [] : [[inWords(name), url]];
    }),
  ];
  const sampleId = report[sampleIdName] ?? null;
  const journey = sampleId === null ? '' : `./fairway journey ${sampleId} · `;
  const watch = report.urls['prometheus'] === undefined ? '' : './fairway alerts · ./fairway slo · ';
  return [
    '',
    style.green(style.bold(headline)),
    ...rows.map(([name, value]) => `  ${name.padEnd(18)} ${value}`),
    '',
    inInstance(
      report.instance,
      `next: ${journey}${watch}./fairway smoke · ./fairway status · ./fairway logs -f · ./fairway down`,
    ),
    '',
  ].join('\n');
}

const telemetryUrls = (ports: Ports) =>
  Object.fromEntries(
    telemetryProcesses(ports).map(({ name, port }) => [camelCase(name), `http://127.0.0.1:${port}`] as const),
  );

const inWords = (name: string) => name.replaceAll('-', ' ');
const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
