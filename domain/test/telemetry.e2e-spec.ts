import { catalog } from '@fairway/catalog';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownObjective } from '../../cli/src/commands/slo.js';
import type { TraceResult } from '../../cli/src/commands/trace.js';
import { TelemetryApi } from '../../cli/src/telemetry/telemetry-api.js';
import { allObjectives } from '../../observability/src/rules/summaries.js';
import { panelQueries } from '../../observability/src/dashboards/panel-queries.js';
import { allGroups } from '../../observability/src/rules/all-groups.js';
import { watchedServices } from '../../observability/src/rules/watched-service.js';
import { isAlert } from '../../observability/src/rules/rule.js';
import { namesIn } from '../../observability/test/support/promql-names.js';
import { metricsOf, unknownNames } from '../../observability/test/support/unknown-names.js';
import { withoutData } from '../../observability/test/support/without-data.js';
import { ObservedPlatform } from './observed-platform.js';

const longMs = 900_000;

// MSK's brokers have a node-exporter; nothing was dropped by the collector, no type of events paused, no request was
// refused, and no event had to be tried again.
const elsewhere =
  /node_filesystem_|otelcol_exporter_enqueue_failed_|consumer_(?:paused|event_retries_|transient_failures_|dead_letter_failures_)|http_server_refused_requests_/;

let platform: ObservedPlatform;

beforeAll(async () => void (platform = await ObservedPlatform.start()), longMs);
afterAll(() => platform.remove(), longMs);

async function processedOrder(ofAccount?: string): Promise<string> {
  const token = ofAccount ?? (await platform.signUp());
  const answer = await platform.place(token);
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  await eventually(async () => (await platform.order(token, id)).status === 'processed');
  return id;
}

describe('a platform with observability', () => {
  it('shows the spans, the log lines and the measurements of an order', async () => {
    const id = await processedOrder();
    const shown = await eventually(async () => {
      const trace = await platform.fairwayJson<TraceResult>(['trace', id]);
      const ofOrder = trace.traces.find(({ spans }) => spans.some(({ name }) => name === 'POST /api/orders'));
      const names = ofOrder?.spans.map(({ service, name }) => `${service}: ${name}`) ?? [];
      expect(names).toEqual(
        expect.arrayContaining([
          'api-gateway: POST /api/orders',
          'order-service: POST /api/orders',
          'event-processor: process orders',
          'event-processor: POST',
          'order-service: process deliveries',
        ]),
      );
      expect(trace.measurements.map(({ labels }) => labels['__name__'])).toEqual(
        expect.arrayContaining([
          'http_server_request_duration_seconds_bucket',
          'orders_time_to_processed_seconds_bucket',
        ]),
      );
      return trace;
    });
    expect(new Set(shown.lines.map(({ service }) => service))).toEqual(new Set(['order-service', 'event-processor']));
    // Nothing of the account reaches the store.
    expect(shown.lines.filter(({ line }) => line.includes('@'))).toEqual([]);
  });

  it('has every metric and label that its rules read, except those of a cluster', async () => {
    await processedOrder();
    const api = TelemetryApi.of(platform.instance);
    const rules = allGroups(watchedServices(catalog))
      .filter(({ name }) => name !== 'kubernetes')
      .flatMap((group) => group.rules)
      .filter(({ expr }) => !elsewhere.test(expr) && !expr.includes('slo:'));
    expect(new Set(rules.flatMap(({ expr }) => namesIn(expr).metrics)).size).toBeGreaterThan(30);
    await eventually(
      async () => {
        const known = metricsOf(await api.query('{__name__!=""}'));
        expect(rules.flatMap((rule) => unknownNames(known, rule.expr, isAlert(rule) ? rule.summary : ''))).toEqual([]);
        return true;
      },
      { everyMs: 500 },
    );
  });

  it('has data for every query of every panel, except those of a cluster', async () => {
    await processedOrder();
    await platform.sendUnreadableEvent();
    const api = TelemetryApi.of(platform.instance);
    const queries = panelQueries().filter(({ dashboard, expr }) => dashboard !== 'kubernetes' && !elsewhere.test(expr));
    expect(queries.length).toBeGreaterThan(50);
    // What counts failures has a value while nothing fails, too.
    const asked = queries.map((query) => ({ ...query, expr: query.expr.replaceAll(' == 0)', ')') }));
    await eventually(async () => {
      expect(await withoutData(asked, (expr) => api.query(expr))).toEqual([]);
      return true;
    });
  });

  it('has lines of every service', async () => {
    const api = TelemetryApi.of(platform.instance);
    await eventually(async () => {
      for (const { name } of watchedServices(catalog))
        expect(await api.lines(`{service.name="${name}"}`)).not.toEqual([]);
      return true;
    });
  });

  it('loses no line and keeps no order waiting while the store is away and the collector is killed', async () => {
    const token = await platform.signUp();
    const readBefore = await platform.linesReadByCollector();
    const endOutage = await platform.keepAway('log-store');
    const ids: string[] = [];
    try {
      const id = await processedOrder(token);
      // It has read the lines, and keeps them for the store.
      const written = platform.linesWith(id).length;
      await eventually(async () => (await platform.linesReadByCollector()) - readBefore >= written);
      platform.kill('collector');
      ids.push(id, await processedOrder(token));
    } finally {
      endOutage();
    }
    const api = TelemetryApi.of(platform.instance);
    for (const id of ids) {
      const written = platform.linesWith(id);
      expect(written.length).toBeGreaterThan(1);
      await eventually(async () => {
        const stored = (await api.lines(`"${id}"`)).map(({ line }) => line);
        expect(stored).toEqual(expect.arrayContaining(written));
        return true;
      });
    }
  });

  it('has no label whose values grow with orders, accounts or requests', async () => {
    const api = TelemetryApi.of(platform.instance);
    const ids = /[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}|@/;
    const names = watchedServices(catalog).map(({ name }) => name);
    const found = await api.query(`{__name__!="",service=~"${names.join('|')}"}`);
    expect(found.length).toBeGreaterThan(500);
    const pairs = new Set(
      found.flatMap(({ labels: { __name__: _, ...labels } }) => Object.entries(labels)).map(String),
    );
    expect([...pairs].filter((pair) => ids.test(pair))).toEqual([]);
    // The buckets of histograms have most of them.
    const valuesByLabel = Map.groupBy(pairs, (pair) => pair.slice(0, pair.indexOf(',')));
    expect([...valuesByLabel].filter(([, values]) => values.length > 60).map(([label]) => label)).toEqual([]);
  });

  it('measures its objectives', async () => {
    const declared = allObjectives().map(({ service, name }) => `${service} ${name}`);
    declared.sort((one, other) => one.localeCompare(other));
    const token = await platform.signUp();
    await eventually(async () => {
      const { objectives } = await platform.fairwayJson<{ objectives: ShownObjective[] }>(['slo']);
      expect(objectives.map(({ service, objective }) => `${service} ${objective}`)).toEqual(declared);
      const gateway = objectives.find(
        ({ service, objective }) => service === 'api-gateway' && objective === 'availability',
      );
      await platform.place(token);
      return gateway?.achieved === 1;
    });
  });

  it('pages when events are not published, and says when they are again', async () => {
    // Services were down until they had started.
    await platform.quiet();
    const token = await platform.signUp();
    const outboxStuck = { to: 'pages', labels: { alertname: 'OutboxStuck' } } as const;
    // A broker that answers nothing, as one without power or network does.
    const broker = platform.pidOf('kafka');
    process.kill(broker, 'SIGSTOP');
    try {
      await platform.place(token);
      await eventually(() => platform.wasTold({ ...outboxStuck, status: 'firing' }));
      expect(await platform.activeAlerts()).toContainEqual(
        expect.objectContaining({ alert: 'OutboxStuck', severity: 'page', runbook: 'docs/runbooks/outbox-stuck.md' }),
      );
    } finally {
      process.kill(broker, 'SIGCONT');
    }
    await eventually(() => platform.wasTold({ ...outboxStuck, status: 'resolved' }));
    // Others follow from the same failure; none of them tells of another one.
    const followed = ['OutboxStuck', 'ConsumerLagging', 'OrderPendingTooLong'].map((alertname) => ({ alertname }));
    expect(platform.wrongPages(followed)).toEqual([]);
    await eventually(() => platform.wasTold({ to: 'dead-mans-switch', labels: { alertname: 'Watchdog' } }));
  });
});
