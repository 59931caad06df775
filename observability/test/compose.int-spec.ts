import { eventually } from '@fairway/testkit';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { findProgram, runProgram } from './support/run-program.js';

const file = parse(readFileSync('deploy/compose.observability.yaml', 'utf8')) as {
  services: Readonly<Record<string, { volumes?: readonly string[]; configs?: readonly { source: string }[] }>>;
  configs: Readonly<Record<string, { content: string }>>;
};
const folder = mkdtempSync(join(tmpdir(), 'fairway-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A configuration of the file as a container gets it. */
function contentOf(name: string): string {
  const config = file.configs[name];
  if (config === undefined) throw new Error(`The compose file has no config ${name}.`);
  return config.content.replaceAll('$$', '$');
}

function written(name: string, content = contentOf(name)): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, content);
  return path;
}

describe('the compose file of what watches the platform', () => {
  it('mounts the rules and dashboards that are committed, with a valid configuration of Prometheus', async () => {
    expect(file.services['prometheus']?.volumes).toContain('../observability/rules:/etc/prometheus/rules:ro');
    expect(file.services['grafana']?.volumes).toContain('../observability/dashboards:/etc/dashboards:ro');
    cpSync('observability/rules', join(folder, 'rules'), { recursive: true });
    const promtool = await findProgram('promtool');
    const { exitCode, output } = await runProgram(promtool, ['check', 'config', written('prometheus')]);
    expect(output).toMatch(/SUCCESS: 9 rule files found[\s\S]*messaging.yaml\s+SUCCESS: \d+ rules found/);
    expect(exitCode).toBe(0);
  });

  it('has the routes of the cluster', async () => {
    const amtool = await findProgram('amtool');
    expect((await runProgram(amtool, ['check-config', written('alertmanager')])).output).toContain('4 receivers');
    const { route, inhibit_rules } = parse(contentOf('alertmanager')) as Record<string, unknown>;
    const cluster = parse(readFileSync('observability/alertmanager/alertmanager.yaml', 'utf8')) as object;
    expect(cluster).toMatchObject({ route, inhibit_rules });
  });

  it('has valid configurations of the collector and of Jaeger', async () => {
    for (const [program, name] of [
      ['otelcol', 'collector'],
      ['jaeger', 'jaeger'],
    ] as const) {
      const { exitCode, output } = await runProgram(await findProgram(program), [
        'validate',
        '--config',
        written(name),
      ]);
      expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
    }
  });

  it('gives each container the configuration that it mounts, and mounts each', () => {
    const mounted = Object.values(file.services).flatMap(({ configs = [] }) => configs.map(({ source }) => source));
    expect(mounted.toSorted()).toEqual(Object.keys(file.configs).toSorted());
  });
});

interface OtlpLogs {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes?: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeLogs: readonly { readonly logRecords: readonly { body: { stringValue: string } }[] }[];
  }[];
}

it('the collector takes the lines of services from Docker’s files as they were written, and those of no one else', async () => {
  const received: { service: string | undefined; body: string }[] = [];
  const store = createServer((request, response) => {
    void json(request).then((content) => {
      for (const { resource, scopeLogs } of (content as OtlpLogs).resourceLogs) {
        const service = resource.attributes?.find(({ key }) => key === 'service.name')?.value.stringValue;
        for (const { body } of scopeLogs.flatMap(({ logRecords }) => logRecords))
          received.push({ service, body: body.stringValue });
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void store.close());

  const line = (text: string) => JSON.stringify({ time: '2026-11-30T12:00:00.000Z', service: 'order-service', text });
  const long = line('x'.repeat(20_000));
  const ofDocker = (log: string, attrs?: object) =>
    `${JSON.stringify({ log, stream: 'stdout', time: '2026-11-30T12:00:00Z', ...(attrs && { attrs }) })}\n`;
  const containers = join(folder, 'containers');
  mkdirSync(join(containers, 'a'), { recursive: true });
  mkdirSync(join(containers, 'b'));
  const tag = { tag: 'platform' };
  writeFileSync(join(containers, 'b', 'b-json.log'), ofDocker('of another project\n'));
  writeFileSync(
    join(containers, 'a', 'a-json.log'),
    [
      ofDocker(`${line('short')}\n`, tag),
      ofDocker(long.slice(0, 16_384), tag),
      ofDocker(`${long.slice(16_384)}\n`, tag),
    ].join(''),
  );

  const config = parse(contentOf('collector')) as {
    exporters: { 'otlp_http/logs': object };
    service: { telemetry: { metrics: object } };
    receivers: { otlp: object };
    extensions: { health_check: object };
  };
  const { port } = store.address() as AddressInfo;
  config.exporters['otlp_http/logs'] = {
    logs_endpoint: `http://127.0.0.1:${port}`,
    encoding: 'json',
    compression: 'none',
  };
  config.service.telemetry.metrics = { level: 'none' };
  config.receivers.otlp = { protocols: { http: { endpoint: '127.0.0.1:0' } } };
  config.extensions.health_check = { endpoint: '127.0.0.1:0' };
  const here = JSON.stringify(config)
    .replaceAll('/var/lib/docker/containers', containers)
    .replaceAll('/var/lib/collector', join(folder, 'state'));
  const collector = spawn(await findProgram('otelcol'), ['--config', written('collector', here)], { stdio: 'ignore' });
  onTestFinished(() => void collector.kill('SIGKILL'));

  await eventually(() => received.length >= 2);
  expect(received).toEqual([
    { service: 'order-service', body: line('short') },
    { service: 'order-service', body: long },
  ]);
});
