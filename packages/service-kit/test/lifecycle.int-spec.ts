import { eventually, Testbed } from '@fairway/testkit';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FixtureProcess, fixtureArgs } from './fixture-process.js';
import { OtlpReceiver } from './otlp-receiver.js';

const settings = {
  AUTH_JWKS_URL: 'http://127.0.0.1:1/jwks.json',
  TOKEN_ISSUER: 'issuer',
  TOKEN_AUDIENCE: 'audience',
  PARTNER_SECRET: 'a partner secret of enough length',
};

let testbed: Testbed;
let running: FixtureProcess[] = [];

beforeAll(async () => {
  testbed = await Testbed.open();
});

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
});

afterAll(() => testbed.close());

async function started(env: Record<string, string> = {}, entry = 'main'): Promise<FixtureProcess> {
  const service = await FixtureProcess.start(testbed, entry, { ...settings, ...env });
  running.push(service);
  return service;
}

const listening = async (env?: Record<string, string>) => (await started(env)).listening();

describe('a start', () => {
  it('without settings prints the missing ones as text and exits with 78', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, fixtureArgs('main'), { env: {}, encoding: 'utf8' });
    expect(status).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^fixture-service cannot start\. 6 settings need attention/);
    for (const name of ['PORT', 'MANAGEMENT_PORT', ...Object.keys(settings)])
      expect(stderr).toContain(`${name} is missing`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('with a handler of an undeclared event says what to do and exits with 1', async () => {
    const service = await started({}, 'undeclared-handler');
    expect(await service.exited).toBe(1);
    expect((await service.lines()).at(-1)).toMatchObject({
      msg: 'could not start',
      err: {
        message: expect.stringContaining('It handles order.created but does not declare it: add it to its "consumes"'),
      },
    });
  });

  it('that fails logs the cause on one JSON line and exits with 1', async () => {
    const first = await listening();
    const second = await started({ PORT: new URL(first.url).port });
    expect(await second.exited).toBe(1);
    expect(await second.lines()).toEqual([
      expect.objectContaining({
        level: 'fatal',
        msg: 'could not start',
        err: expect.objectContaining({ code: 'EADDRINUSE' }),
      }),
    ]);
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('answers open requests, accepts no new ones, and exits with 0', async () => {
    const service = await listening();
    const [answer] = await pendingSlow(service, 2_000);
    service.signal(signal);
    const notReady = await eventually(async () => {
      const ready = await fetch(`${service.managementUrl}/health/ready`);
      return ready.status === 503 ? ready : undefined;
    });
    expect(await notReady.json()).toMatchObject({ status: 'not ready', phase: 'stopping' });
    expect((await fetch(`${service.managementUrl}/health/live`)).status).toBe(200);
    await expect(refusal(service.url)).resolves.toBe('ECONNREFUSED');
    const response = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ slept: 2_000 });
    expect(await service.exited).toBe(0);
    expect((await service.lines()).at(-1)).toMatchObject({ msg: 'stopped' });
  });
});

describe('a stop', () => {
  it('still answers a request on an open connection, then closes the connection', async () => {
    const service = await listening();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = async (): Promise<IncomingMessage> => {
      const [response] = (await once(httpRequest(`${service.url}/api/things`, { agent }).end(), 'response')) as [
        IncomingMessage,
      ];
      await text(response);
      return response;
    };
    expect((await get()).headers['connection']).toBe('keep-alive');
    service.signal('SIGTERM');
    await service.line((line) => line['msg'] === 'stopping');
    const last = await get();
    expect(last.statusCode).toBe(200);
    expect(last.headers['connection']).toBe('close');
    expect(await service.exited).toBe(0);
  });

  it('happens once, however many signals arrive', async () => {
    const service = await listening();
    const [answer] = await pendingSlow(service, 1_000);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) service.signal(signal);
    expect((await answer).status).toBe(200);
    expect(await service.exited).toBe(0);
    expect((await service.lines()).filter(({ msg }) => msg === 'stopping')).toHaveLength(1);
  });

  it('cuts requests that exceed their share of the grace, also a half-sent one, and exits with 0', async () => {
    const service = await listening({ SHUTDOWN_GRACE_MS: '10000' });
    const stalled = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    stalled.write(
      'POST /api/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    const [answer] = await pendingSlow(service, 60_000);
    service.signal('SIGTERM');
    await expect(answer).rejects.toThrow('fetch failed');
    expect(await service.exited).toBe(0);
    expect(await service.line((line) => line['requests'] !== undefined)).toMatchObject({
      level: 'warn',
      requests: 2,
      timeoutMs: 4_000,
    });
  });

  it('that exceeds its grace is cut, with a log line and exit code 1', async () => {
    const service = await (await started({ SHUTDOWN_GRACE_MS: '300' }, 'never-stops')).listening();
    service.signal('SIGTERM');
    expect(await service.exited).toBe(1);
    const lines = await service.lines();
    expect(lines.at(-1)).toMatchObject({ level: 'error', graceMs: 300 });
    const [stopping, cut] = [lines.find(({ msg }) => msg === 'stopping'), lines.at(-1)].map((line) =>
      Date.parse(String(line?.['time'])),
    );
    expect((cut ?? NaN) - (stopping ?? NaN)).toBeLessThan(5_000);
  });

  it('during the start exits with 0', async () => {
    const service = await started({}, 'never-ready');
    await service.line((line) => line['msg'] === 'waiting endlessly');
    service.signal('SIGTERM');
    expect(await service.exited).toBe(0);
  });
});

describe('an uncaught error', () => {
  it.each(['throw', 'reject'])(
    '(%s) is logged, and the process exits with 1 after answering open requests',
    async (how) => {
      const service = await listening();
      const [answer] = await pendingSlow(service, 1_000);
      await fetch(`${service.url}/api/things/crash/${how}`);
      expect((await answer).status).toBe(200);
      expect(await service.exited).toBe(1);
      expect(await service.line((line) => line['level'] === 'fatal')).toMatchObject({
        err: { message: `crash by ${how}` },
      });
    },
  );
});

describe('the management port', () => {
  it('serves health and metrics without access lines', async () => {
    const service = await listening();
    const ask = (path: string) => fetch(`${service.managementUrl}${path}`);
    for (const path of ['/health/live', '/health/startup', '/health/ready']) expect((await ask(path)).status).toBe(200);
    expect(await (await ask('/health/ready')).json()).toEqual({ status: 'ready', phase: 'running', checks: [] });
    expect((await ask('/anything')).status).toBe(404);

    await fetch(`${service.url}/api/things/${randomUUID()}`);
    await fetch(`${service.url}/nothing`);
    const labels = 'method="GET",route="/api/things/:id",status="200"';
    // An answer is counted when it has left, a moment after its caller has it.
    const metrics = await eventually(async () => {
      const answer = await (await ask('/metrics')).text();
      return answer.includes('route="unmatched",status="404"') ? answer : undefined;
    });
    expect(metrics).toContain(`http_server_request_duration_seconds_bucket{le="0.005",${labels}}`);
    expect(metrics).toContain(`http_server_request_duration_seconds_count{${labels}} 1`);
    expect(metrics).toMatch(/^process_cpu_seconds_total \d/m);
    expect((await service.lines()).map(({ route }) => route)).toEqual([undefined, '/api/things/:id', 'unmatched']);
  });
});

describe('traces', () => {
  it('continue the caller’s trace and are flushed before the exit', async () => {
    const receiver = await OtlpReceiver.start();
    try {
      const service = await listening({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, TRACE_SAMPLE_RATIO: '1' });
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      // The stop has no open connection to wait for, so it is over before a batch is due.
      await closingGet(`${service.url}/api/things?limit=3`, { traceparent });
      await closingGet(`${service.url}/api/things/broken`);
      service.signal('SIGTERM');
      expect(await service.exited).toBe(0);
      expect(receiver.spans.map(({ name }) => name)).toEqual(['GET /api/things', 'GET /api/things/broken']);
      expect(receiver.spans[0]).toMatchObject({
        traceId: '0af7651916cd43dd8448eb211c80319c',
        parentSpanId: 'b7ad6b7169203331',
        attributes: expect.arrayContaining([
          { key: 'http.route', value: { stringValue: '/api/things' } },
          { key: 'http.response.status_code', value: { intValue: 200 } },
          { key: 'url.path', value: { stringValue: '/api/things' } },
        ]),
      });
      expect(receiver.spans[1]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    } finally {
      await receiver.stop();
    }
  });
});

/** A request that is being answered; in a tuple, since an async function would wait for the answer too. */
async function pendingSlow(service: FixtureProcess, ms: number): Promise<[Promise<Response>]> {
  const answer = fetch(`${service.url}/api/things/slow/${ms}`);
  // Awaited at the end of the test; until then a rejection would count as unhandled.
  answer.catch(() => undefined);
  await service.line((line) => line['msg'] === 'slow begins');
  return [answer];
}

async function closingGet(url: string, headers: Record<string, string> = {}): Promise<void> {
  const [response] = (await once(httpRequest(url, { agent: false, headers }).end(), 'response')) as [IncomingMessage];
  await text(response);
}

async function refusal(url: string): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code;
}
