import { catalog } from '@fairway/catalog';
import { FairwayError } from '@fairway/errors';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { allDashboards } from '../dashboards/all-dashboards.js';
import { queriesOf } from '../dashboards/panel-queries.js';
import { watchedServices } from '../rules/watched-service.js';
import { html, raw, textOf, type Html } from './html.js';
import type { NamedSeries } from './panel-html.js';
import { type AskPrometheus, QueryRefused, readInstant, readRange, stepSeconds, type TimeRange } from './prometheus.js';
import { style } from './style.js';
import { valuesOfVariables } from './variables.js';

export interface DashboardPageOptions {
  /** The uid of the dashboard. */
  readonly name: string;
  /** Values of the dashboard's variables; the others have their first one. */
  readonly variables: Readonly<Record<string, string>>;
  readonly range: TimeRange;
  readonly ask: AskPrometheus;
}

export interface DashboardPage {
  /** One document without scripts, which loads nothing. */
  readonly html: string;
  readonly panels: number;
  /** Titles of the panels that have no data, or whose query Prometheus refuses. */
  readonly withoutData: readonly string[];
}

/**
 * Renders a dashboard with the values that Prometheus has now.
 * @throws FairwayError not_found for an unknown dashboard, usage for an unknown variable or value; what `ask` rejects with
 */
export async function dashboardPage({ name, variables, range, ask }: DashboardPageOptions): Promise<DashboardPage> {
  const dashboard = findDashboard(name);
  const values = valuesOfVariables(dashboard, variables);
  // Loaded only now: the charts take half a second, which `./fairway generate` need not spend.
  const { panelBody } = await import('./panel-html.js');
  const panels = await Promise.all(
    (dashboard.panels ?? []).map(async (panel) => {
      if (!('targets' in panel)) return { markup: heading(panel), title: undefined, isEmpty: false };
      const data = await readPanel(panel, values, range, ask).catch(refusal);
      const series = data instanceof QueryRefused ? [] : data;
      const body =
        data instanceof QueryRefused ? html`<p class="none">${data.message}</p>` : panelBody(panel, data, range);
      return { markup: section(panel, body), title: panel.title ?? '', isEmpty: series.length === 0 };
    }),
  );
  return {
    html: documentOf(
      dashboard,
      values,
      range,
      panels.map(({ markup }) => markup),
    ),
    panels: panels.filter(({ title }) => title !== undefined).length,
    withoutData: panels.flatMap(({ title, isEmpty }) => (isEmpty && title !== undefined ? [title] : [])),
  };
}

function findDashboard(name: string): Dashboard {
  const dashboards = allDashboards(watchedServices(catalog));
  const found = dashboards.find(({ uid }) => uid === name);
  if (found !== undefined) return found;
  throw new FairwayError('not_found', `There is no dashboard "${name}".`, {
    hint: `Choose one of these: ${dashboards.map(({ uid }) => uid).join(', ')}.`,
  });
}

/** Shown in its panel, beside the others. */
function refusal(error: unknown): QueryRefused {
  if (error instanceof QueryRefused) return error;
  throw error;
}

async function readPanel(
  panel: Panel,
  values: ReadonlyMap<string, string>,
  range: TimeRange,
  ask: AskPrometheus,
): Promise<NamedSeries[]> {
  const series = await Promise.all(
    queriesOf(panel).map(async ({ expr, legend }) => {
      const query = filledIn(expr, values, range);
      const read = panel.type === 'table' ? readInstant(ask, query, range.toMs) : readRange(ask, query, range);
      return (await read).map((one) => ({ ...one, name: nameOf(legend, one.labels) }));
    }),
  );
  return series.flat();
}

// Four scrapes of the usual 15 s, or what lies between two points and one scrape more: as Grafana does.
const scrapeSeconds = 15;

function filledIn(expr: string, values: ReadonlyMap<string, string>, range: TimeRange): string {
  const rateSeconds = Math.max(4 * scrapeSeconds, stepSeconds(range) + scrapeSeconds);
  return [...values].reduce(
    (text, [name, value]) => text.replaceAll(`$${name}`, value),
    expr.replaceAll('$__rate_interval', `${rateSeconds}s`),
  );
}

function nameOf(legend: string, labels: Readonly<Record<string, string>>): string {
  return legend.replaceAll(/{{(.*?)}}/g, (_, label: string) => labels[label] ?? '');
}

function heading({ title = '', gridPos }: Pick<Panel, 'title' | 'gridPos'>): Html {
  return html`<h2 style="${placeOf(gridPos)}">${title}</h2>`;
}

function section({ title = '', description = '', gridPos }: Panel, body: Html): Html {
  return html`<section style="${placeOf(gridPos)}">
    <h3 title="${description}">${title}</h3>
    ${body}
  </section> `;
}

function placeOf({ x, y, w, h }: NonNullable<Panel['gridPos']> = { x: 0, y: 0, w: 24, h: 1 }): string {
  return `grid-column: ${x + 1} / span ${w}; grid-row: ${y + 1} / span ${h}`;
}

function documentOf(
  { title = '', description = '' }: Dashboard,
  values: ReadonlyMap<string, string>,
  { fromMs, toMs }: TimeRange,
  panels: readonly Html[],
): string {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toLocaleString('sv'));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const chosen = [...values].map(([name, value]) => `, ${name} ${value}`).join('');
  return textOf(
    html`<!doctype html>
      <html lang="en">
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}${chosen}</title>
        <style>
          ${raw(style)}
        </style>
        <header>
          <h1>${title}${chosen}</h1>
          <p>${description} From ${from ?? ''} to ${to ?? ''}, ${zone}.</p>
        </header>
        <main>${panels}</main>
      </html> `,
  );
}
