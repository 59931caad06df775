import { catalog } from '@fairway/catalog';
import type { PanelQuery } from '../../src/dashboards/panel-queries.js';
import { watchedServices } from '../../src/rules/watched-service.js';

/**
 * The queries that have no data; those of one service have some if any service has.
 * @param ask evaluates PromQL, and returns its series
 */
export async function withoutData(
  queries: readonly Omit<PanelQuery, 'legend'>[],
  ask: (expr: string) => Promise<readonly unknown[]>,
): Promise<string[]> {
  const services = watchedServices(catalog).map(({ name }) => name);
  const empty: string[] = [];
  for (const { dashboard, panel, expr } of queries) {
    const asked = expr.replaceAll('$__rate_interval', '1m');
    const chosen = asked.includes('$service') ? services : [''];
    const answers = await Promise.all(chosen.map((name) => ask(asked.replaceAll('$service', name))));
    if (answers.every((series) => series.length === 0)) empty.push(`${dashboard}: ${panel}: ${expr}`);
  }
  return empty;
}
