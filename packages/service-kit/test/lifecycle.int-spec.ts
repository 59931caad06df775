import { eventually, OtlpReceiver, Testbed } from '@fairway/testkit';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FixtureProcess, fixtureArgs } from './fixture-process.js';

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

// What a test does between a signal and the end takes as long as it takes.
const longGraceMs = '300000';
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
        message: expect.stringContaining(
          'It handles user.registered but does not declare it: add it to its "consumes"',
        ),
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
    const service = await listening({ SHUTDOWN_GRACE_MS: longGraceMs });
    const [answer] = await heldRequest(service);
    service.signal(signal);
    const notReady = await eventually(async () => {
      const ready = await fetch(`${service.managementUrl}/health/ready`);
      return ready.status === 503 ? ready : undefined;
    });
    expect(await notReady.json()).toMatchObject({ status: 'not ready', phase: 'stopping' });
    expect((await fetch(`${service.managementUrl}/health/live`)).status).toBe(200);
    await expect(refusal(service.url)).resolves.toBe('ECONNREFUSED');
    service.signal('SIGUSR2');
    const response = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ held: true });
    expect(await service.exited).toBe(0);
    expect((await service.lines()).at(-1)).toMatchObject({ msg: 'stopped' });
  });
});

describe('a stop', () => {
  it('still answers a request on an open connection, then closes the connection', async () => {
    // Such connections stay open for a second. A test that gets no processor for so long has not tried yet.
    let last: IncomingMessage | 'too late' = 'too late';
    while (last === 'too late') {
      const service = await listening();
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const get = async (): Promise<IncomingMessage> => {
        const request = httpRequest(`${service.url}/api/things`, { agent }).end();
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        await text(response);
        return response;
      };
      expect((await get()).headers['connection']).toBe('keep-alive');
      service.signal('SIGTERM');
      const { time } = await service.line((line) => line['msg'] === 'stopping');
      const isLate = Date.now() - Date.parse(String(time)) > 500;
      last = await get().catch((error: unknown) => (isLate ? 'too late' : Promise.reject(error)));
      expect(await service.exited).toBe(0);
    }
    expect(last.statusCode).toBe(200);
    expect(last.headers['connection']).toBe('close');
  });

  it('happens once, however many signals arrive', async () => {
    const service = await listening({ SHUTDOWN_GRACE_MS: longGraceMs });
    const [answer] = await heldRequest(service);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) service.signal(signal);
    await service.line((line) => line['msg'] === 'stopping');
    service.signal('SIGUSR2');
    expect((await answer).status).toBe(200);
    expect(await service.exited).toBe(0);
    expect((await service.lines()).filter(({ msg }) => msg === 'stopping')).toHaveLength(1);
  });

  it('cuts requests that exceed their share of the grace, also a half-sent one, and exits with 0', async () => {
    const service = await listening({ SHUTDOWN_GRACE_MS: '25000' });
    const stalled = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    stalled.write(
      'POST /api/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n{',
    );
    // The service has the head of the request, and so a request.
    await once(stalled, 'data');
    const [answer] = await heldRequest(service);
    service.signal('SIGTERM');
    await expect(answer).rejects.toThrow('fetch failed');
    expect(await service.exited).toBe(0);
    expect(await service.line((line) => line['requests'] !== undefined)).toMatchObject({
      level: 'warn',
      requests: 2,
      timeoutMs: 10_000,
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
    // Without its setting it would have 25 s.
    expect((cut ?? NaN) - (stopping ?? NaN)).toBeLessThan(20_000);
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
    '(%s) is logged, and ends the process with 1 after running requests have finished',
    async (how) => {
      const service = await listening({ SHUTDOWN_GRACE_MS: longGraceMs });
      const [answer] = await heldRequest(service);
      await fetch(`${service.url}/api/things/crash/${how}`);
      await service.line((line) => line['msg'] === 'stopping');
      service.signal('SIGUSR2');
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
    // An answer is counted and logged when it has left, a moment after its caller has it.
    const metrics = await eventually(async () => {
      const answer = await (await ask('/metrics')).text();
      return answer.includes('route="unmatched",status="404"') ? answer : undefined;
    });
    expect(metrics).toContain(`http_server_request_duration_seconds_bucket{le="0.005",${labels}}`);
    expect(metrics).toContain(`http_server_request_duration_seconds_count{${labels}} 1`);
    expect(metrics).toMatch(/^process_cpu_seconds_total \d/m);
    await expect
      .poll(async () => (await service.lines()).map(({ route }) => route))
      .toEqual([undefined, '/api/things/:id', 'unmatched']);
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
      expect(receiver.spans[1]).toMatchObject({
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: { code: 2 },
        attributes: expect.arrayContaining([{ key: 'error.type', value: { stringValue: '500' } }]),
      });
    } finally {
      await receiver.stop();
    }
  });
});

/** A request whose answer is on its way until the service gets SIGUSR2; in a tuple, since an async function would wait for the answer too. */
async function heldRequest(service: FixtureProcess): Promise<[Promise<Response>]> {
  const answer = fetch(`${service.url}/api/things/held/request`);
  // The test reads it only at its end; until then, a failure must not count as unhandled.
  answer.catch(() => undefined);
  await service.line((line) => line['msg'] === 'held begins');
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
