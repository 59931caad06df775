import { FairwayError } from '@fairway/errors';
import { runbookPath } from '@fairway/observability';
import type { Command } from '../command-line/context.js';
import { formatDuration } from '../command-line/duration.js';
import { table } from '../command-line/table.js';
import { findInstance } from '../instance/instance.js';
import { TelemetryApi } from '../telemetry/telemetry-api.js';

export interface ShownAlert {
  readonly alert: string;
  readonly state: 'pending' | 'firing';
  readonly severity: string;
  readonly service: string;
  /** What tells this one from others of its name, such as `window="1h"`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly since: string;
  readonly summary: string;
  /** From the root of the repository. */
  readonly runbook: string;
}

const ranks = ['page', 'ticket'];
const shownElsewhere = new Set(['alertname', 'severity', 'service', 'environment']);

const distinguishing = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !shownElsewhere.has(name)));

/** What fires now, or will soon. */
export const alerts: Command<{ instance: string }, { alerts: readonly ShownAlert[] }> = {
  async run(input, { root }) {
    const active = await TelemetryApi.of(findInstance(root, input.instance)).alerts();
    // It always fires. Without it, "no alert" would only mean that nothing has been evaluated since Prometheus started.
    if (!active.some(({ labels }) => labels['severity'] === 'watchdog')) {
      throw new FairwayError('not_running', 'Prometheus has not evaluated its rules yet.', {
        hint: 'Ask again in some seconds.',
      });
    }
    const shown = active
      .filter(({ labels }) => labels['severity'] !== 'watchdog')
      .map(({ labels, annotations, state, activeAt }) => ({
        alert: labels['alertname'] ?? '',
        state,
        severity: labels['severity'] ?? '',
        service: labels['service'] ?? '',
        labels: distinguishing(labels),
        since: activeAt,
        summary: annotations['summary'] ?? '',
        runbook: runbookPath(labels['alertname'] ?? ''),
      }))
      .toSorted(
        (one, other) =>
          ranks.indexOf(one.severity) - ranks.indexOf(other.severity) || one.since.localeCompare(other.since),
      );
    return { alerts: shown };
  },

  render({ alerts: shown }, style) {
    if (shown.length === 0) return `${style.green('✓')} no alert is firing or pending`;
    const rows = shown.map(({ alert, state, severity, service, labels, since, summary, runbook }) => [
      severity === 'page' ? style.red(severity) : severity,
      state,
      alert,
      [service, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)].join(' '),
      formatDuration(Date.now() - Date.parse(since)),
      summary,
      runbook,
    ]);
    return table([['SEVERITY', 'STATE', 'ALERT', 'SERVICE', 'SINCE', 'SUMMARY', 'RUNBOOK'], ...rows]);
  },
};
