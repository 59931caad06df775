import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { serviceNames } from '@fairway/catalog';
import { claimPortBlock, freePorts } from '@fairway/local-servers';
import { eventually } from '@fairway/testkit';
import { logFileOf } from '../../cli/src/logs/log-files.js';
import type { ShownAlert } from '../../cli/src/commands/alerts.js';
import { OrderPlatform } from './order-platform.js';

export interface Notification {
  readonly to: 'pages' | 'tickets' | 'dead-mans-switch';
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
}

// A minute of the rules takes six seconds, which is two scrapes.
const timeFactor = 10;

type Labels = Readonly<Record<string, string>>;

const has = (labels: Labels, expected: Labels) =>
  Object.entries(expected).every(([name, value]) => labels[name] === value);

// A few slow requests among few.
const ofSlowMachine = { alertname: 'ErrorBudgetBurn', objective: 'latency' };

/** A platform with observability, whose Alertmanager sends to this process. Its rules take a tenth of their time. */
export class ObservedPlatform extends OrderPlatform {
  readonly notifications: Notification[] = [];
  readonly #receiver = createServer((request, response) => {
    void json(request).then((body) => {
      const { alerts } = body as { alerts: Omit<Notification, 'to'>[] };
      const to = request.url?.slice(1) as Notification['to'];
      this.notifications.push(...alerts.map(({ status, labels }) => ({ to, status, labels })));
      response.end();
    });
  });

  static async start(): Promise<ObservedPlatform> {
    const [port = 0] = await freePorts(1);
    const platform = new ObservedPlatform(await claimPortBlock(), {
      FAIRWAY_ALERT_TIME_FACTOR: String(timeFactor),
      FAIRWAY_ALERT_RECEIVER_URL: `http://127.0.0.1:${port}`,
    });
    platform.#receiver.listen(port, '127.0.0.1');
    await platform.up(['--with', 'observability']);
    return platform;
  }

  override async remove(): Promise<void> {
    await super.remove();
    this.#receiver.close();
  }

  /** What the services have written about something, in no order. */
  linesWith(id: string): string[] {
    const files = serviceNames.map((name) => readFileSync(logFileOf(this.instance, name), 'utf8'));
    return files.flatMap((text) => text.split('\n').filter((line) => line.includes(id)));
  }

  /**
   * Kills the process and takes its port, until the returned function is called. A frozen one would still have what the
   * kernel took for it, and one that comes back for a moment would lose what it took.
   */
  async keepAway(name: string): Promise<() => void> {
    const refusing = createTcpServer((socket) => socket.destroy());
    const port = this.portOf(name);
    await eventually(async () => {
      const found = this.liveProcesses.find((alive) => alive.name === name);
      if (found !== undefined) process.kill(found.process.pid, 'SIGKILL');
      refusing.listen(port, '127.0.0.1');
      await once(refusing, 'listening');
      return true;
    });
    return () => void refusing.close();
  }

  /** Since the collector's start. */
  async linesReadByCollector(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.ports.telemetry.collectorMetrics}/metrics`);
    return Number(/^otelcol_receiver_accepted_log_records\S* (\d+)/m.exec(await answer.text())?.[1] ?? 0);
  }

  /** It becomes a dead letter. */
  async sendUnreadableEvent(): Promise<void> {
    const producer = this.kafka().createProducer();
    await producer.send([
      { topic: 'orders', key: Buffer.from(randomUUID()), value: Buffer.from('no event'), headers: [] },
    ]);
    await producer.close();
  }

  async activeAlerts(): Promise<readonly ShownAlert[]> {
    return (await this.fairwayJson<{ alerts: ShownAlert[] }>(['alerts'])).alerts;
  }

  /** Waits until no page is active, and forgets what has been told. Tickets of an error budget last for days. */
  async quiet(): Promise<void> {
    await eventually(async () => (await this.activeAlerts()).every(({ severity }) => severity !== 'page'), {
      withinMs: 900_000,
      everyMs: 500,
    });
    this.notifications.length = 0;
  }

  /** Whether a notification with these labels was received. */
  wasTold(expected: Partial<Notification> & { labels: Labels }): boolean {
    return this.notifications.some(
      ({ to, status, labels }) =>
        (expected.to ?? to) === to && (expected.status ?? status) === status && has(labels, expected.labels),
    );
  }

  /** The alerts that have paged, without those that follow from the failure or tell of a slow machine. */
  wrongPages(expected: readonly Labels[]): string[] {
    const pages = this.notifications.filter(({ to, status }) => to === 'pages' && status === 'firing');
    const wrong = pages.filter(({ labels }) => ![...expected, ofSlowMachine].some((page) => has(labels, page)));
    const names = wrong.map(({ labels: { alertname, service, objective } }) =>
      [alertname, service, objective].filter((part) => part !== undefined).join(' '),
    );
    return [...new Set(names)];
  }
}
