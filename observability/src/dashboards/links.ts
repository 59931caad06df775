import { productName, projectName } from '@fairway/catalog';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSources, type DataSource } from './data-sources.js';

/** To all dashboards, which have the tag, over the same time. */
export function dashboardsLink(): Builder<DashboardLink> {
  const link = new DashboardLinkBuilder(productName).type(DashboardLinkType.Dashboards).tags([projectName]);
  return inSight(link.asDropdown(true).keepTime(true).includeVars(true));
}

export function linkTo(title: string, url: string): Builder<DashboardLink> {
  return inSight(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true));
}

/** To the logs and traces of a service, over the time that the dashboard shows. */
export function signalsOf(service: string): Builder<DashboardLink>[] {
  return [
    linkTo('Logs of the service', exploreUrl(dataSources.logs, { expr: `{service_name="${service}"}` })),
    linkTo('Traces of the service', exploreUrl(dataSources.traces, { queryType: 'search', service })),
  ];
}

/** A `${variable}` in the query remains one that Grafana fills in. */
function exploreUrl(datasource: DataSource, query: Readonly<Record<string, string>>): string {
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: '${__from}', to: '${__to}' },
  };
  const panes = encodeURIComponent(JSON.stringify({ pane })).replaceAll(/%24%7B([\w.]+)%7D/g, '${$1}');
  return `/explore?schemaVersion=1&orgId=1&panes=${panes}`;
}

/** The SDK would put every link into a menu. */
function inSight(link: DashboardLinkBuilder): Builder<DashboardLink> {
  const { placement: _, ...shown } = link.build();
  return { build: () => shown };
}
