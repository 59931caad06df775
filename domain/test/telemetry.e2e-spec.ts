import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { claimPortBlock, freePorts } from '@fairway/local-servers';
import { catalog } from '@fairway/catalog';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownAlert } from '../../cli/src/commands/alerts.js';
import type { ShownObjective } from '../../cli/src/commands/slo.js';
import type { TraceResult } from '../../cli/src/commands/trace.js';
import { TelemetryApi } from '../../cli/src/telemetry/telemetry-api.js';
import { allGroups } from '../../observability/src/rules/all-groups.js';
import { watchedServices } from '../../observability/src/rules/watched-service.js';
import { namesIn } from '../../observability/test/support/promql-names.js';
import { OrderPlatform } from './order-platform.js';

const longMs = 900_000;

interface Notification {
  readonly path: string;
  readonly status: 'firing' | 'resolved';
  readonly alert: string;
}

/** Receives what Alertmanager sends. */
const notifications: Notification[] = [];
const receiver = createServer((request, response) => {
  void json(request).then((body) => {
    const { alerts } = body as { alerts: { status: Notification['status']; labels: Record<string, string> }[] };
    for (const { status, labels } of alerts)
      notifications.push({ path: request.url ?? '', status, alert: labels['alertname'] ?? '' });
    response.end();
  });
});
const [receiverPort = 0] = await freePorts(1);

// A minute of the rules takes six seconds here, which is two scrapes.
const platform = new OrderPlatform(await claimPortBlock(), {
  FAIRWAY_ALERT_TIME_FACTOR: '10',
  FAIRWAY_ALERT_RECEIVER_URL: `http://127.0.0.1:${receiverPort}`,
});
let token: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(receiverPort, '127.0.0.1', resolve));
  await platform.up(['--with', 'observability']);
  token = await platform.signUp();
}, longMs);
afterAll(async () => {
  await platform.remove();
  receiver.close();
}, longMs);

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
    await processedOrder();
    await eventually(async () => {
      const { objectives } = await platform.fairwayJson<{ objectives: ShownObjective[] }>(['slo']);
      expect(objectives).toHaveLength(14);
      const gateway = objectives.find(
        ({ service, objective }) => service === 'api-gateway' && objective === 'availability',
      );
      await platform.place(token);
      return gateway?.achieved === 1;
    });
  });

  it('pages when events are not published, and says when they are again', async () => {
    const pages = () => notifications.filter(({ path }) => path === '/pages');
    const told = (status: Notification['status']) =>
      pages().some((page) => page.alert === 'OutboxStuck' && page.status === status);
    // Services were down until they had started.
    await eventually(
      async () => (await platform.fairwayJson<{ alerts: ShownAlert[] }>(['alerts'])).alerts.length === 0,
    );
    notifications.length = 0;
    // A broker that answers nothing, as one without power or network does.
    const broker = platform.pidOf('kafka');
    process.kill(broker, 'SIGSTOP');
    try {
      await platform.place(token);
      await eventually(() => told('firing'));
      const { alerts } = await platform.fairwayJson<{ alerts: ShownAlert[] }>(['alerts']);
      expect(alerts).toContainEqual(
        expect.objectContaining({ alert: 'OutboxStuck', severity: 'page', runbook: 'docs/runbooks/outbox-stuck.md' }),
      );
    } finally {
      process.kill(broker, 'SIGCONT');
    }
    await eventually(() => told('resolved'));
    // Others follow from the same failure; none of them tells of another one.
    const alerts = new Set(pages().flatMap(({ alert, status }) => (status === 'firing' ? [alert] : [])));
    for (const known of ['OutboxStuck', 'ConsumerLagging', 'OrderPendingTooLong']) alerts.delete(known);
    expect(alerts).toEqual(new Set());
    expect(notifications.some(({ path, alert }) => path === '/dead-mans-switch' && alert === 'Watchdog')).toBe(true);
  });
});
