import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { claimPortBlock, startWatchdog, type Watchdog } from '@fairway/local-servers';
import type { ServiceName } from '@fairway/catalog';
import { plain } from '../src/command-line/style.js';
import { findInstance } from '../src/instance/instance.js';
import { portsAt } from '../src/instance/port-plan.js';
import { type TelemetryName, telemetryProcesses } from '../src/instance/ports.js';
import { ensureSecrets } from '../src/instance/secrets.js';
import { identityOf } from '../src/instance/state.js';
import { logFileOf } from '../src/logs/log-files.js';
import { RunRecord } from '../src/supervisor/run-record.js';
import { prepareTelemetry, telemetrySteps } from '../src/supervisor/telemetry.js';
import { contextIn } from './command-context.js';
import { type Outcome, root, runFairway } from './run-fairway.js';

/** An instance that runs nothing but what watches a platform; this process is its supervisor. */
export class ObservedInstance {
  readonly instance = findInstance(root, `test-${randomUUID().slice(0, 8)}`);
  readonly #stopping = new AbortController();
  readonly #exporters: Server[] = [];
  #record: RunRecord | undefined;
  #watchdog: Watchdog | undefined;

  async start(): Promise<void> {
    const supervisor = identityOf(process.pid);
    if (supervisor === null) throw new Error('This process is not alive.');
    const ports = portsAt(await claimPortBlock());
    mkdirSync(this.instance.logFolder, { recursive: true });
    const now = new Date().toISOString();
    const unstarted = { phase: 'waiting', process: null, restarts: 0, since: now } as const;
    this.#record = new RunRecord(
      this.instance,
      {
        schema: 1,
        instance: this.instance.name,
        phase: 'starting',
        supervisor,
        ports,
        startedAt: now,
        readyAt: null,
        processes: telemetryProcesses(ports).map((server) => ({ ...server, ...unstarted })),
      },
      () => undefined,
    );
    this.#watchdog = await startWatchdog();
    const steps = telemetrySteps(
      {
        root,
        instance: this.instance,
        ports,
        secrets: ensureSecrets(this.instance),
        record: this.#record,
        watchdog: this.#watchdog,
        stopping: this.#stopping.signal,
        development: undefined,
        telemetry: undefined,
      },
      // It reads every three seconds then.
      await prepareTelemetry({
        ...contextIn(root),
        style: plain,
        env: { ...process.env, FAIRWAY_ALERT_TIME_FACTOR: '10' },
      }),
    );
    await Promise.all(steps.map((step) => step.start()));
    this.#record.setPlatformPhase('ready');
  }

  fairway(args: readonly string[]): Promise<Outcome> {
    return runFairway(args, { FAIRWAY_INSTANCE: this.instance.name });
  }

  /** Lets Prometheus read these lines as the metrics of the service. */
  async measure(service: ServiceName, metrics: readonly string[]): Promise<void> {
    const exporter = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(`${metrics.join('\n')}\n`);
    });
    this.#exporters.push(exporter.listen(this.#running.state.ports.management[service], '127.0.0.1'));
    await once(exporter, 'listening');
  }

  /** Writes lines to the log of the service. */
  log(service: ServiceName, lines: readonly object[]): void {
    appendFileSync(logFileOf(this.instance, service), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** Sends spans of the service to the collector, as OTLP in JSON. */
  async trace(service: ServiceName, spans: readonly object[]): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.#running.state.ports.telemetry.otlp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
            scopeSpans: [{ spans }],
          },
        ],
      }),
    });
    if (!answer.ok) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
  }

  /** Runs `work` while the server is frozen. */
  async frozen(name: TelemetryName, work: (pid: number) => Promise<void>): Promise<void> {
    const pid = this.#running.state.processes.find((process) => process.name === name)?.process?.pid;
    if (pid === undefined) throw new Error(`${name} does not run.`);
    process.kill(pid, 'SIGSTOP');
    try {
      await work(pid);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  async remove(): Promise<void> {
    this.#stopping.abort();
    for (const exporter of this.#exporters) exporter.close();
    await this.#watchdog?.stop();
    rmSync(this.instance.folder, { recursive: true, force: true });
  }

  get #running(): RunRecord {
    if (this.#record === undefined) throw new Error('It was not started.');
    return this.#record;
  }
}
