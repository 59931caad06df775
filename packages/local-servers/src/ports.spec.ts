import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { describePortOwner } from './port-owner.js';
import { assertPortFree, freePorts } from './ports.js';

test('freePorts returns distinct ports that can be listened on', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test.each(['127.0.0.1', '0.0.0.0'])('a taken port on %s is refused, naming the process', async (host) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(assertPortFree(port, 'PostgreSQL')).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringMatching(`^Port ${port}, which PostgreSQL needs, is taken by pid ${process.pid} \\(.*node`),
  });
  server.close();
  await once(server, 'close');
  await expect(assertPortFree(port, 'PostgreSQL')).resolves.toBeUndefined();
  expect(await describePortOwner(port)).toBeUndefined();
});
