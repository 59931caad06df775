import { productName } from '@fairway/catalog';
import { domain } from '@fairway/domain';
import {
  freePorts,
  runToEnd,
  startHttpProgram,
  startWatchdog,
  type ServerProcess,
  type Watchdog,
} from '@fairway/local-servers';
import { findGoPrograms } from '@fairway/programs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runFairway } from './run-fairway.js';

const folder = mkdtempSync(join(tmpdir(), 'fairway-dashboard-'));
const { service } = domain.entity;
const { path } = domain.load;
const labels = `service="${service}",instance="127.0.0.1:1"`;
const requests = (route: string) => `${labels},method="GET",route="${route}",status="200"`;

/** Every 15 s of the last hour, what services would have told, in OpenMetrics. */
function history(): string {
  const end = Math.floor(Date.now() / 1_000);
  const times = Array.from({ length: 240 }, (_, index) => end - 3_600 + index * 15);
  const series = (name: string, selector: string, valueAt: (index: number) => number) =>
    times.map((time, index) => `${name}{${selector}} ${valueAt(index)} ${time}`);
  const histogram = (name: string, selector: string) => [
    ...series(`${name}_bucket`, `${selector},le="0.1"`, (index) => index * 30),
    ...series(`${name}_bucket`, `${selector},le="+Inf"`, (index) => index * 30),
    ...series(`${name}_sum`, selector, (index) => index),
    ...series(`${name}_count`, selector, (index) => index * 30),
  ];
  return [
    '# TYPE up gauge',
    ...series('up', labels, () => 1),
    '# TYPE http_server_request_duration_seconds histogram',
    ...histogram('http_server_request_duration_seconds', requests(path)),
    ...histogram('http_server_request_duration_seconds', requests('<script>')),
    '# TYPE nodejs_heap_size_used_bytes gauge',
    ...series('nodejs_heap_size_used_bytes', labels, (index) => (64 + index) * 1024 ** 2),
    '# TYPE slo:error_budget_remaining:ratio gauge',
    ...series('slo:error_budget_remaining:ratio', `${labels},objective="latency"`, () => -0.25),
    ...series('slo:error_budget_remaining:ratio', `${labels},objective="availability"`, () => 0.9995),
    '# TYPE slo:error_ratio:rate1h gauge',
    ...series('slo:error_ratio:rate1h', `${labels},objective="latency"`, () => 0.001),
    '# TYPE slo:error_budget:ratio gauge',
    // As two Prometheus servers would tell it: there is no single one to divide by.
    ...['a', 'b'].flatMap((copy) =>
      series('slo:error_budget:ratio', `${labels},objective="latency",copy="${copy}"`, () => 0.01),
    ),
    '# EOF\n',
  ].join('\n');
}

/** The section of a panel in the page. */
function panelOf(page: string, title: string): string {
  return page.split('<section').find((section) => section.includes(`>${title}</h3>`)) ?? `no panel ${title}`;
}

describe('the page of a dashboard', () => {
  let watchdog: Watchdog;
  let prometheus: ServerProcess;
  let url: string;

  beforeAll(async () => {
    const programs = await findGoPrograms(['prometheus', 'promtool'], {
      root,
      env: process.env,
      progress: (line) => void process.stderr.write(`${line}\n`),
      stopping: new AbortController().signal,
    });
    watchdog = await startWatchdog();
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    writeFileSync(join(folder, 'history.txt'), history());
    writeFileSync(join(folder, 'prometheus.yaml'), 'scrape_configs: []\n');
    const common = { env: {}, cwd: folder, logFile: join(folder, 'log'), graceMs: 3_000, watchdog };
    await runToEnd(
      {
        ...common,
        name: 'promtool',
        command: programs.promtool,
        args: ['tsdb', 'create-blocks-from', 'openmetrics', 'history.txt', 'data'],
      },
      { ownTimeLimitMs: 60_000, hint: 'The log has the reason.' },
    );
    prometheus = await startHttpProgram({
      ...common,
      port,
      readyUrl: `${url}/-/ready`,
      name: 'Prometheus',
      command: programs.prometheus,
      args: ['--config.file=prometheus.yaml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`],
    });
  });

  afterAll(async () => {
    await prometheus.stop();
    await watchdog.stop();
    rmSync(folder, { recursive: true });
  });

  async function draw(name: string, ...options: readonly string[]) {
    const out = join(folder, `${name}.html`);
    const { exitCode, stdout, stderr } = await runFairway([
      'dashboard',
      name,
      '--prometheus',
      url,
      '--out',
      out,
      '--json',
      ...options,
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { data } = JSON.parse(stdout) as { data: { file: string; panels: number; withoutData: readonly string[] } };
    expect(data.file).toBe(out);
    return { ...data, page: readFileSync(out, 'utf8').replaceAll(/>\s+</g, '><') };
  }

  it('draws what Prometheus has, and says where it has nothing', async () => {
    const { page, panels, withoutData } = await draw('service', '--var', `service=${service}`);
    expect(page).toContain(`${productName}: service, service ${service}`);
    expect(panelOf(page, 'Requests by route')).toMatch(
      new RegExp(String.raw`<svg.*<path d="M.*${path} <b>[12](?:\.\d+)?/s`, 's'),
    );
    expect(panelOf(page, 'Heap')).toMatch(/<svg.*<path d="M.*127\.0\.0\.1:1 <b>3\d\d MiB/s);
    expect(panelOf(page, 'Processes that answer')).toContain('<p class="stat green">1</p>');
    expect(panelOf(page, 'Errors')).toContain('0 %');
    expect(panelOf(page, 'Consumer lag')).toContain('no data in this time');
    expect(withoutData).toContain('Consumer lag');
    expect(withoutData).not.toContain('Heap');
    expect(panels).toBe(page.split('<section').length - 1);
    expect(panels).toBeGreaterThan(withoutData.length);
  });

  it('contains no script, whatever labels contain, and loads nothing', async () => {
    const { page } = await draw('service', '--var', `service=${service}`, '--from', '1h');
    expect(panelOf(page, 'Requests by route')).toContain('&#60;script&#62;');
    expect(page).not.toMatch(/<script|<link|\b(?:src|href)=|url\((?!#)|@import/);
  });

  it('has the first value of a variable unless another is chosen', async () => {
    const { page } = await draw('service');
    expect(page).toContain(`${productName}: service, service api-gateway`);
    expect(panelOf(page, 'Heap')).toContain('no data in this time');
  });

  it('colours what is beyond its limit, and shows why Prometheus refuses a query', async () => {
    const { page, withoutData } = await draw('objectives');
    expect(panelOf(page, 'Least error budget left')).toContain('<p class="stat red">-25 %</p>');
    expect(panelOf(page, 'Error budget left')).toContain('99.95 %');
    expect(page).toMatch(/<td>latency<\/td><td class="red">-25 %.*<td>availability<\/td><td class="green">99.95 %/s);
    expect(panelOf(page, 'Burn in 1h')).toContain('Prometheus refuses the query: found duplicate series');
    expect(withoutData).toContain('Burn in 1h');
  });

  it.each([
    ['.', 'It is a folder.'],
    ['prometheus.yaml/page.html', 'A part of the path is a file, not a folder.'],
  ])('says what is wrong with the file that it shall write: %s', async (name, reason) => {
    const out = join(folder, name);
    const { exitCode, stderr } = await runFairway(['dashboard', 'platform', '--prometheus', url, '--out', out]);
    expect(stderr).toMatch(new RegExp(String.raw`^✗ Cannot write ${out}\.\n {2}${reason}\n {2}→`));
    expect(exitCode).toBe(2);
  });

  it.each([
    [['nope'], 4, 'There is no dashboard "nope"'],
    [['service', '--var', 'service=nope'], 2, 'Choose one of these: api-gateway,'],
    [['platform', '--var', `service=${service}`], 2, 'has no variable "service"'],
  ])('is refused for what does not exist: %j', async (args, exitCode, message) => {
    expect(await runFairway(['dashboard', ...args, '--prometheus', url])).toMatchObject({
      exitCode,
      stderr: expect.stringContaining(message),
    });
  });
});

it('a dashboard without a Prometheus says how to start one', async () => {
  const [port] = await freePorts(1);
  expect(await runFairway(['dashboard', 'platform', '--prometheus', `http://127.0.0.1:${port}`])).toMatchObject({
    exitCode: 4,
    stderr: expect.stringMatching(/No Prometheus answers at .*ECONNREFUSED.*fairway up --with observability/s),
  });
});

it('a dashboard takes no other server for a Prometheus', async () => {
  const other = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await runFairway(['dashboard', 'platform', '--prometheus', url])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining(`No Prometheus answers at ${url}`),
    });
  } finally {
    other.closeAllConnections();
    other.close();
  }
});
