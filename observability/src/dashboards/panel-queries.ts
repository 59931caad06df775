import { catalog } from '@fairway/catalog';
import type { Dataquery as PromQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import { watchedServices } from '../rules/watched-service.js';
import { allDashboards } from './all-dashboards.js';

export interface PanelQuery {
  /** The uid of the dashboard. */
  readonly dashboard: string;
  readonly panel: string;
  /** PromQL with Grafana's variables, such as `$service` and `$__rate_interval`. */
  readonly expr: string;
  /** The name of its series, in which `{{label}}` stands for the label's value. */
  readonly legend: string;
}

/** Every query of every panel. */
export function panelQueries(): PanelQuery[] {
  return allDashboards(watchedServices(catalog)).flatMap(({ uid = '', panels = [] }) =>
    panels.flatMap((panel) =>
      'targets' in panel
        ? (panel.targets as PromQuery[]).map(({ expr = '', legendFormat = '' }) => ({
            dashboard: uid,
            panel: panel.title ?? '',
            expr,
            legend: legendFormat,
          }))
        : [],
    ),
  );
}
