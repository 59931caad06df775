import { catalog } from '@fairway/catalog';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownObjective } from '../../cli/src/commands/slo.js';
import type { TraceResult } from '../../cli/src/commands/trace.js';
import { TelemetryApi } from '../../cli/src/telemetry/telemetry-api.js';
import { allObjectives } from '../../observability/src/rules/summaries.js';
import { allGroups } from '../../observability/src/rules/all-groups.js';
import { watchedServices } from '../../observability/src/rules/watched-service.js';
import { namesIn } from '../../observability/test/support/promql-names.js';
import { ObservedPlatform } from './observed-platform.js';

const longMs = 900_000;

let platform: ObservedPlatform;
let token: string;

beforeAll(async () => {
  platform = await ObservedPlatform.start();
  token = await platform.signUp();
}, longMs);
afterAll(() => platform.remove(), longMs);

async function processedOrder(): Promise<string> {
  const { id } = (await (await platform.place(token)).json()) as { id: string };
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

  it('has every metric that its rules read, those of a cluster aside', async () => {
    await processedOrder();
    const api = TelemetryApi.of(platform.instance);
    const expressions = allGroups(watchedServices(catalog))
      .filter(({ name }) => name !== 'kubernetes')
      .flatMap(({ rules }) => rules.map(({ expr }) => expr));
    // MSK's brokers have a node-exporter; nothing was dropped by the collector, and no type of events paused.
    const elsewhere = /^(?:node_filesystem_|otelcol_exporter_enqueue_failed_|consumer_paused$|slo:)/;
    const metrics = new Set(
      expressions.flatMap((expr) => [...namesIn(expr).metrics]).filter((name) => !elsewhere.test(name)),
    );
    expect(metrics.size).toBeGreaterThan(30);
    await eventually(async () => {
      const present = new Set(
        (await api.query('group by (__name__) ({__name__!=""})')).map(({ labels }) => labels['__name__']),
      );
      expect([...metrics].filter((name) => !present.has(name))).toEqual([]);
      return true;
    });
  });

  it('measures its objectives', async () => {
    const declared = allObjectives().map(({ service, name }) => `${service} ${name}`);
    declared.sort((one, other) => one.localeCompare(other));
    await processedOrder();
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
    expect(platform.wrongPages(['OutboxStuck', 'ConsumerLagging', 'OrderPendingTooLong'])).toEqual([]);
    await eventually(() => platform.wasTold({ to: 'dead-mans-switch', labels: { alertname: 'Watchdog' } }));
  });
});
