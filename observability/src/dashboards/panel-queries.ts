import { catalog } from '@fairway/catalog';
import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { watchedServices } from '../rules/watched-service.js';
import { allDashboards } from './all-dashboards.js';

export interface Query {
  /** PromQL with Grafana's variables, such as `$service` and `$__rate_interval`. */
  readonly expr: string;
  /** The name of its series, in which `{{label}}` stands for the label's value. */
  readonly legend: string;
}

export interface PanelQuery extends Query {
  /** The uid of the dashboard. */
  readonly dashboard: string;
  /** The title of the panel. */
  readonly panel: string;
}

/** Every query of every panel. */
export function panelQueries(): PanelQuery[] {
  return allDashboards(watchedServices(catalog)).flatMap(({ uid = '', panels = [] }) =>
    panels.flatMap((panel) =>
      queriesOf(panel).map((query) => ({ dashboard: uid, panel: panel.title ?? '', ...query })),
    ),
  );
}

/** A row has none. */
export function queriesOf(panel: Panel | RowPanel): Query[] {
  const targets = 'targets' in panel ? (panel.targets as Dataquery[]) : [];
  return targets.map(({ expr = '', legendFormat: legend = '' }) => ({ expr, legend }));
}
