import { catalog as ours, type Catalog } from '@fairway/catalog';
import { logAlerts } from '../logs/log-alerts.js';
import { allGroups } from './all-groups.js';
import { type Objective, objectivesOf } from './objectives.js';
import { runbookPath } from './render-rules.js';
import { type Alert, isAlert, type Severity } from './rule.js';
import { watchedServices } from './watched-service.js';

/** An alert, whatever the service and the window, as a document lists it. */
export interface AlertSummary {
  readonly alert: string;
  readonly severities: readonly Severity[];
  /** Its summary in Markdown, with the names of labels where a message has their values. */
  readonly meaning: string;
  /** From the root of the repository. */
  readonly runbook: string;
}

/** Every alert once, in the order of the rules. */
export function alertSummaries(catalog: Pick<Catalog, 'services'> = ours): AlertSummary[] {
  const services = watchedServices(catalog);
  const alerts = [...allGroups(services), logAlerts(services)].flatMap(({ rules }) => rules.filter(isAlert));
  return [...Map.groupBy(alerts, ({ alert }) => alert)].map(([alert, variants]) => ({
    alert,
    severities: [...new Set(variants.map(({ severity }) => severity))],
    meaning: variants.map(meaningOf)[0] ?? '',
    runbook: runbookPath(alert),
  }));
}

function meaningOf({ summary, labels }: Alert): string {
  const named = Object.entries(labels ?? {}).reduce(
    (text, [name, value]) => text.replaceAll(value, `*${name}*`),
    summary,
  );
  return named.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '*$1*').replaceAll(/\{\{ \$value[^}]*\}\}/g, '*n*');
}

/** Every objective of the catalogue. */
export function allObjectives(catalog: Pick<Catalog, 'services'> = ours): Objective[] {
  return watchedServices(catalog).flatMap(objectivesOf);
}
