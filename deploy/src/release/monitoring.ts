import type { Kubectl } from '../apply/kubectl.js';
import { FairwayError } from '@fairway/errors';

const namespace = 'monitoring';

/** Services in the namespace `monitoring`, with their ports. */
export interface MonitoringServices {
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** The operator names them so whatever the chart is called. */
const ofOperator: MonitoringServices = {
  prometheus: 'prometheus-operated:9090',
  alertmanager: 'alertmanager-operated:9093',
};

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Notice {
  readonly alertname: string;
  readonly severity: 'page' | 'notice';
  readonly environment: string;
  /** Two with the same name are one message. */
  readonly release: string;
  readonly summary: string;
  readonly description: string;
  readonly runbookUrl?: string;
}

/**
 * Prometheus and Alertmanager of an environment, through the API server: a deployer needs no way into the network and no
 * password, and what it tells people takes the routes of alerts.
 */
export class Monitoring {
  readonly #kubectl: Kubectl;
  readonly #services: MonitoringServices;

  constructor(kubectl: Kubectl, services: MonitoringServices = ofOperator) {
    this.#kubectl = kubectl;
    this.#services = services;
  }

  /** What pages now, by name and service. @throws FairwayError when Prometheus does not evaluate its rules */
  async pages(): Promise<string[]> {
    const { alerts } = await this.#ask<{ alerts: { labels: Record<string, string>; state: string }[] }>('alerts');
    const firing = alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels);
    // It always fires. Without it, silence would mean nothing.
    if (!firing.some(({ severity }) => severity === 'watchdog')) throw blind('It does not evaluate its rules.');
    return firing
      .filter(({ severity }) => severity === 'page')
      .map(({ alertname = '', service = '' }) => `${alertname} ${service}`.trim())
      .toSorted();
  }

  /** Objectives that an expression selects, by service and name. */
  async objectives(expression: string): Promise<string[]> {
    const samples = await this.#query(expression);
    return samples.map(objectiveOf).toSorted();
  }

  /** The share of the error budget that is left, by objective. */
  async budgets(): Promise<{ objective: string; left: number }[]> {
    const samples = await this.#query('slo:error_budget_remaining:ratio');
    if (samples.length === 0)
      throw blind('It has no figures of error budgets: their rules are missing, or just began.');
    return samples.map((sample) => ({ objective: objectiveOf(sample), left: sample.value }));
  }

  /** Hands a message to Alertmanager, which tells it once. It ends by itself after an hour. */
  async tell({ alertname, severity, environment, release, summary, description, runbookUrl }: Notice): Promise<void> {
    const startsAt = new Date();
    const alert = {
      labels: { alertname, severity, environment, release, service: 'release' },
      annotations: { summary, description, ...(runbookUrl === undefined ? {} : { runbook_url: runbookUrl }) },
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + 3_600_000).toISOString(),
    };
    await this.#kubectl.post(`${this.#proxy('alertmanager')}/api/v2/alerts`, [alert]);
  }

  async #query(expression: string): Promise<Sample[]> {
    const { result } = await this.#ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
      `query?query=${encodeURIComponent(expression)}`,
    );
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  async #ask<Data>(path: string): Promise<Data> {
    const raw = `${this.#proxy('prometheus')}/api/v1/${path}`;
    const answer = await this.#kubectl.run(['get', '--raw', raw]).catch((error: unknown) => {
      if (error instanceof FairwayError) throw blind(error.cause ?? error.message);
      throw error;
    });
    return (JSON.parse(answer) as { data: Data }).data;
  }

  #proxy(server: keyof MonitoringServices): string {
    return `/api/v1/namespaces/${namespace}/services/${this.#services[server]}/proxy`;
  }
}

const objectiveOf = ({ labels }: Sample) => `${labels['service'] ?? ''} ${labels['objective'] ?? ''}`;

function blind(cause: string): FairwayError {
  return new FairwayError('failed', 'Prometheus does not tell how the environment is.', {
    cause,
    hint: `Look at its pods: kubectl --namespace ${namespace} get pods`,
  });
}
