import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { sendAtRate } from '../src/load.js';

const stallMs = 200;

it('at a fixed rate, a stall counts in every request that was due during it', async () => {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    const answer = () => response.writeHead(201, { 'content-length': 0 }).end();
    requests += 1;
    if (requests === 1) setTimeout(answer, stallMs);
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  // The last of the ten is due after 90 ms.
  const load = { perSecond: 100, seconds: 0.1, connections: 1 };
  const { accepted, refused, latenciesMs } = await sendAtRate(port, ['a token'], load);
  server.close();
  expect({ accepted, refused }).toEqual({ accepted: 10, refused: 0 });
  expect(latenciesMs[0]).toBeGreaterThan(stallMs / 2);
});
