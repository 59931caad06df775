import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, Testbed, type TestService, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { allBehind, ok, reading } from './behind.js';

let testbed: Testbed;
let issuer: TokenIssuer;
let gateway: TestService;
let port: number;
const service = createServer(ok);

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  // A port without a listener, until the test opens it again.
  await once(service.listen(0, '127.0.0.1'), 'listening');
  ({ port } = service.address() as AddressInfo);
  await once(service.close(), 'close');
  gateway = await testbed.service('api-gateway', { ...issuer.environment, ...allBehind(`http://127.0.0.1:${port}`) });
});

afterAll(async () => {
  await testbed.close();
  await issuer.stop();
});

it('circuit_breaker_open tells which service is down', async () => {
  const isOpen = (peer: string) => gateway.metric(`circuit_breaker_open{peer="${peer}"}`);
  const token = await issuer.tokenFor(randomUUID());
  const ask = async () =>
    (await fetch(`${gateway.url}${reading.path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await isOpen(reading.service)).toBe(0);
  for (let time = 0; time < 5; time += 1) expect(await ask()).toBe(503);
  expect(await isOpen(reading.service)).toBe(1);
  expect(await isOpen('auth-service')).toBe(0);
  onTestFinished(() => void service.close());
  await once(service.listen(port, '127.0.0.1'), 'listening');
  await eventually(async () => (await ask()) === 201);
  expect(await isOpen(reading.service)).toBe(0);
});
