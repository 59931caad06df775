import { catalog } from '@fairway/catalog';
import { parser as logqlParser } from '@grafana/lezer-logql';
import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allDashboards } from '../src/dashboards/all-dashboards.js';
import { dataSources } from '../src/dashboards/data-sources.js';
import { limitOf } from '../src/dashboards/limits.js';
import { panelQueries } from '../src/dashboards/panel-queries.js';
import { allGroups } from '../src/rules/all-groups.js';
import { runbookUrl } from '../src/rules/render-rules.js';
import { isAlert } from '../src/rules/rule.js';
import { watchedServices } from '../src/rules/watched-service.js';
import { declaredMetrics } from './support/declared-metrics.js';
import { namesIn } from './support/promql-names.js';
import { unknownNames } from './support/unknown-names.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const services = watchedServices(catalog);
const rules = allGroups(services).flatMap((group) => group.rules);
const dashboards = allDashboards(services);
const panels = dashboards.flatMap(({ uid = '', panels: all = [] }) =>
  all
    .filter((panel): panel is Panel => panel.type !== 'row')
    .map((panel) => ({ ...panel, place: `${uid}: ${panel.title}` })),
);
const queries = panelQueries();

// As Grafana fills them in.
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$service', 'order-service');

/** Every value of this key, at any depth. */
function valuesOf(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(key, value)]);
}

describe('queries', () => {
  const declared = new Map(declaredMetrics(root));
  for (const rule of rules) if (!isAlert(rule)) declared.set(rule.record, new Set(['service', 'objective']));

  /** What of the query no code declares. */
  const undeclaredIn = (expr: string, legend: string) => unknownNames(declared, filled(expr), legend);

  it('are PromQL, and name only metrics and labels that a program declares', () => {
    const faults = queries.flatMap(({ dashboard, panel, expr, legend }) =>
      undeclaredIn(expr, legend).map((name) => `${dashboard}: ${panel}: ${name}`),
    );
    expect(faults).toEqual([]);
    expect(queries.length).toBeGreaterThan(panels.length);
  });

  it('of annotations do, too', () => {
    const exprs = dashboards.flatMap(({ annotations }) => annotations?.list?.map(({ expr = '' }) => expr) ?? []);
    expect(exprs).toHaveLength(dashboards.length);
    expect(exprs.flatMap((expr) => undeclaredIn(expr, ''))).toEqual([]);
  });

  it('would be found if they named something else', () => {
    expect(undeclaredIn('sum by (topic) (outbox_oldest_seconds)', '{{topic}}')).toEqual(['topic', 'topic']);
    expect(undeclaredIn('outbox_oldest_second', '')).toEqual(['outbox_oldest_second']);
    expect(undeclaredIn('max by (service) (consumer_paused)', '{{type}}')).toEqual(['type']);
    expect(() => undeclaredIn('sum by (service) outbox_oldest_seconds', '')).toThrow('No PromQL');
  });

  it('name every metric of our own that tells of a fault', () => {
    const named = new Set(queries.flatMap(({ expr }) => namesIn(filled(expr)).metrics));
    const alerted = rules.filter(isAlert).flatMap(({ expr }) => namesIn(expr).metrics);
    const ours = alerted.filter((metric) =>
      /^(?:outbox|consumer|webhooks?|orders|postgres|db|health|circuit)_/.test(metric),
    );
    expect(ours.filter((metric) => !named.has(metric))).toEqual([]);
    expect(ours.length).toBeGreaterThan(15);
  });
});

describe('panels', () => {
  it('say what they show, in what unit', () => {
    const known = new Set<unknown>(Object.values(units));
    const faults = panels.filter(
      ({ description = '', fieldConfig }) => !/^.{20,}[.]$/.test(description) || !known.has(fieldConfig?.defaults.unit),
    );
    expect(faults.map(({ place }) => place)).toEqual([]);
  });

  it('fill lines of 24 columns, and are 20 at most', () => {
    for (const { uid, panels: all = [] } of dashboards) {
      const shown = all.filter(({ type }) => type !== 'row');
      expect(shown.length, uid).toBeLessThanOrEqual(20);
      const lines = Map.groupBy(all, ({ gridPos }) => gridPos?.y);
      const widths = [...lines.values()].map((line) => line.reduce((sum, { gridPos }) => sum + (gridPos?.w ?? 0), 0));
      expect(new Set(widths), uid).toEqual(new Set([24]));
    }
  });

  it('turn red where the alert fires', () => {
    expect(limitOf('OutboxStuck')).toEqual({ value: 60, redWhen: 'above', alert: 'OutboxStuck' });
    expect(limitOf('OrderPendingTooLong')).toMatchObject({ value: 600, redWhen: 'above' });
    expect(limitOf('KafkaHandlersBusy')).toMatchObject({ value: 0.3, redWhen: 'below' });
    expect(limitOf('KafkaNoController')).toMatchObject({ value: 1, redWhen: 'below' });
    expect(limitOf('MemoryNearLimit')).toMatchObject({ value: 0.9, redWhen: 'above' });
    expect(limitOf('WebhookCircuitOpen')).toMatchObject({ value: 1, redWhen: 'above' });
    expect(limitOf('DeadLetters').value).toBeLessThan(1);
    expect(() => limitOf('NoSuchAlert')).toThrow('There is no alert NoSuchAlert');
  });
});

describe('links', () => {
  const urls = [...new Set(valuesOf('url', dashboards).map(String))];

  it('lead to dashboards, runbooks of alerts and data sources that exist', () => {
    const runbooks = rules.filter(isAlert).map(({ alert }) => runbookUrl(alert));
    const uids = dashboards.map(({ uid }) => uid);
    const leadsNowhere = urls.filter((url) => {
      if (url.startsWith('https:')) return !runbooks.includes(url);
      const [, uid] = /^\/d\/([^?]+)/.exec(url) ?? [];
      return uid === undefined ? !url.startsWith('/explore?') : !uids.includes(uid);
    });
    expect(leadsNowhere).toEqual([]);
    const used = new Set(valuesOf('datasource', dashboards).map((source) => (source as { uid: string }).uid));
    expect(used).toEqual(new Set([dataSources.metrics.uid]));
  });

  it('to the explorer ask a data source for the signals of a service', () => {
    const panes = urls
      .filter((url) => url.startsWith('/explore?'))
      .map((url) => JSON.parse(new URLSearchParams(url.slice('/explore?'.length)).get('panes') ?? '') as unknown);
    expect(panes).toContainEqual({
      pane: {
        datasource: 'loki',
        queries: [{ refId: 'A', datasource: dataSources.logs, expr: '{service_name="${service}"}' }],
        range: { from: '${__from}', to: '${__to}' },
      },
    });
    for (const expr of valuesOf('expr', panes)) {
      const logql = String(expr).replaceAll(/\$\{[\w.]+\}/g, 'order-service');
      logqlParser.parse(logql).iterate({ enter: ({ type }) => expect(type.isError, logql).toBe(false) });
    }
    expect(valuesOf('uid', panes).toSorted()).toEqual(['jaeger', 'jaeger', 'loki', 'loki']);
  });

  it('between dashboards find each of them by its tag', () => {
    for (const { tags, links } of dashboards) expect(links?.[0]?.tags).toEqual(tags);
  });
});
