import { alertSummaries, allObjectives } from '@fairway/observability';
import { basename } from 'node:path';
import { markdownTable, renderSections } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

const minutesOf30Days = 30 * 24 * 60;

/** The tables of alerts and of objectives in the overview of the runbooks. */
export function renderRunbookTables(root: string): Rendering {
  return renderSections(root, 'docs/runbooks/README.md', { alerts: alertTable(), objectives: objectiveTable() });
}

function alertTable(): string {
  return markdownTable(
    ['alert', 'severity', 'meaning'],
    alertSummaries().map(({ alert, severities, meaning, runbook }) => [
      `[${alert}](${basename(runbook)})`,
      severities.join(' or '),
      meaning,
    ]),
  );
}

function objectiveTable(): string {
  return markdownTable(
    ['service', 'objective', 'percent', 'of', 'budget'],
    allObjectives().map(({ service, name, percent, description }) => [
      service,
      name,
      String(percent),
      description,
      budgetOf(percent),
    ]),
  );
}

function budgetOf(percent: number): string {
  const missing = 100 - percent;
  return `${Number(missing.toFixed(4))} percent, or ${Math.round((minutesOf30Days * missing) / 100)} min`;
}
