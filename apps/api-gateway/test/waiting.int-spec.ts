import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { urlVariableOf } from '@fairway/catalog';
import { eventually, Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allBehind, Behind, ok, reading, writing } from './behind.js';

// As many as the gateway holds to one service.
const connections = 64;

let testbed: Testbed;
let issuer: TokenIssuer;
let busy: Behind;
let other: Behind;
let environment: Record<string, string>;
const accountId = randomUUID();

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  [busy, other] = [new Behind(), new Behind()];
  const [busyUrl, otherUrl] = await Promise.all([busy.start(), other.start()]);
  environment = {
    ...issuer.environment,
    ...allBehind('http://127.0.0.1:1'),
    [urlVariableOf(reading.service)]: busyUrl,
    USER_SERVICE_URL: otherUrl,
  };
});

afterAll(async () => {
  await testbed.close();
  busy.stop();
  other.stop();
  await issuer.stop();
});

const get = async (gateway: TestService, path: string) =>
  fetch(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${await issuer.tokenFor(accountId)}` } });

/** Takes every connection to the busy service until the answers are given. */
async function occupy(gateway: TestService): Promise<{ release: () => Promise<number[]> }> {
  const held: ServerResponse[] = [];
  busy.answer = (_, response) => void held.push(response);
  const answers = Array.from({ length: connections }, () => get(gateway, reading.path));
  await eventually(() => held.length === connections);
  return {
    async release() {
      busy.answer = ok;
      for (const response of held) ok(undefined as never, response);
      return (await Promise.all(answers)).map(({ status }) => status);
    },
  };
}

describe('a request that waits for a connection', () => {
  it('is never sent when its caller disconnects meanwhile', async () => {
    const gateway = await testbed.service('api-gateway', { ...environment, UPSTREAM_TIMEOUT_MS: '60000' });
    const { release } = await occupy(gateway);
    const token = await issuer.tokenFor(accountId);
    const leavers = Array.from({ length: 10 }, () => connect(Number(new URL(gateway.url).port), '127.0.0.1'));
    for (const leaver of leavers) {
      leaver.end(
        `POST ${writing.path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${token}\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Length: 0\r\n\r\n`,
      );
    }
    await eventually(
      async () => (await gateway.logLines()).filter((line) => line['status'] === 499).length === leavers.length,
    );
    expect(await release()).toEqual(Array<number>(connections).fill(201));
    // It would come after the requests that waited before it.
    expect((await get(gateway, `${reading.path}?last`)).status).toBe(201);
    expect(busy.seen.at(-1)?.url).toBe(`${reading.path}?last`);
    expect(busy.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

describe('a service that hangs', () => {
  it('uses only its own connections, delays no other service, and gets requests again when it answers', async () => {
    const gateway = await testbed.service('api-gateway', { ...environment, UPSTREAM_TIMEOUT_MS: '10000' });
    busy.answer = () => undefined;
    busy.seen.length = 0;
    const hanging = Array.from({ length: 200 }, () => get(gateway, reading.path));
    await eventually(() => busy.seen.length >= connections);
    expect((await get(gateway, '/api/users/me')).status).toBe(201);
    const answers = await Promise.all(hanging);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([503, 504]);
    expect(answers.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
    // 64, and those that replaced the first few timeouts. Each got its answer at its own deadline.
    expect(busy.seen.length).toBeLessThan(connections + 10);
    busy.answer = ok;
    await eventually(async () => (await get(gateway, reading.path)).status === 201);
  });
});

describe('SIGTERM', () => {
  it('ends the gateway with 0 within its grace while a service hangs', async () => {
    const gateway = await testbed.service('api-gateway', {
      ...environment,
      UPSTREAM_TIMEOUT_MS: '60000',
      SHUTDOWN_GRACE_MS: '25000',
    });
    busy.seen.length = 0;
    busy.answer = () => undefined;
    const token = await issuer.tokenFor(accountId);
    const callers = new AbortController();
    const hanging = Array.from({ length: connections + 20 }, (_, n) =>
      fetch(`${gateway.url}${reading.path}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(n % 2 === 0 ? { signal: callers.signal } : {}),
      }),
    );
    const outcomes = Promise.allSettled(hanging);
    await eventually(() => busy.seen.length === connections);
    // Their requests continue and hold their connections.
    callers.abort();
    process.kill(gateway.pid, 'SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
