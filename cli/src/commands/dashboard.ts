import { FairwayError } from '@fairway/errors';
import { dashboardPage, type PrometheusAnswer } from '@fairway/observability';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../command-line/as-fairway-error.js';
import type { Command } from '../command-line/context.js';
import { counted } from '../command-line/counted.js';
import { withNamedFile } from '../command-line/named-file.js';
import { httpJson } from '../http-json.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { TelemetryApi } from '../telemetry/telemetry-api.js';

export interface DashboardInput {
  readonly instance: string;
  readonly name: string;
  readonly periodMs: number;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly out?: string;
  /** The address of a Prometheus; that of the running instance by default. */
  readonly prometheus?: string;
}

export interface DashboardResult {
  readonly dashboard: string;
  readonly prometheus: string;
  /** The path of the page. */
  readonly file: string;
  readonly panels: number;
  /** Titles of the panels without data in that time. */
  readonly withoutData: readonly string[];
}

/** Longer than the two minutes after which Prometheus gives up on a query. */
const timeoutMs = 130_000;

export const dashboard: Command<DashboardInput, DashboardResult> = {
  async run({ name, periodMs, variables = {}, out, ...input }, { root }) {
    const instance = findInstance(root, input.instance);
    const prometheus = input.prometheus ?? (await prometheusOf(instance));
    const toMs = Date.now();
    const { html, panels, withoutData } = await dashboardPage({
      name,
      variables,
      range: { fromMs: toMs - periodMs, toMs },
      ask: (path) => ask(prometheus, path),
    });
    const file = out === undefined ? join(instance.folder, 'dashboards', `${name}.html`) : resolve(out);
    withNamedFile(file, 'write', () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, html);
    });
    return { dashboard: name, prometheus, file, panels, withoutData };
  },

  render({ dashboard: name, file, panels, withoutData }, style) {
    const empty = withoutData.length === 0 ? [] : [`${style.yellow('!')} no data: ${withoutData.join(', ')}`];
    return [`${style.green('✓')} ${name}: ${counted(panels, 'panel')}`, ...empty, `next: open ${file}`].join('\n');
  },
};

/** @throws FairwayError when it is frozen, long before the limit of a panel's query */
async function prometheusOf(instance: Instance): Promise<string> {
  const api = TelemetryApi.of(instance);
  await api.query('vector(1)');
  return api.url('prometheus');
}

async function ask(prometheus: string, path: string): Promise<PrometheusAnswer> {
  const answer = await httpJson(`${prometheus}${path}`, { timeoutMs }).catch((error: unknown) => {
    throw noPrometheus(prometheus, messageOf(error));
  });
  if (typeof answer.body === 'object' && answer.body !== null && 'status' in answer.body)
    return answer.body as PrometheusAnswer;
  throw noPrometheus(prometheus, `It answers ${answer.status}, with something else than JSON of Prometheus.`);
}

function noPrometheus(prometheus: string, cause: string): FairwayError {
  return new FairwayError('not_running', `No Prometheus answers at ${prometheus}.`, {
    cause,
    hint: '`./fairway up --with observability` starts one; `./fairway status` shows whether it runs. Or name another: --prometheus URL.',
  });
}
