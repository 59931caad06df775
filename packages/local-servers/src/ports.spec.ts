import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nodeEntryArgs } from './node-entry.js';
import { describePortOwner } from './port-owner.js';
import { assertPortFree, claimPortBlock, freePorts } from './ports.js';

test('freePorts returns distinct ports that can be listened on', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

async function startClaimer(blocks: number): Promise<{ process: ChildProcess; claimed: number[] }> {
  const claimer = spawn(process.execPath, [...nodeEntryArgs('../test/block-claimer-main'), String(blocks)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void claimer.kill('SIGKILL'));
  const [printed] = (await once(claimer.stdout, 'data')) as [Buffer];
  return { process: claimer, claimed: JSON.parse(printed.toString()) as number[] };
}

test('a block of ports belongs to one process until that ends, however it ends', async () => {
  // Of 100 blocks: by chance, two processes would not have so many different ones.
  const [one, two] = [await startClaimer(30), await startClaimer(30)];
  expect(new Set([...one.claimed, ...two.claimed]).size).toBe(60);
  one.process.kill('SIGKILL');
  await once(one.process, 'exit');
  const three = await startClaimer(50);
  expect(three.claimed.filter((block) => two.claimed.includes(block))).toEqual([]);
});

test('freePorts gives no port of a block that another process has claimed', async () => {
  const other = await startClaimer(40);
  const ports = await freePorts(2_000);
  expect(new Set(ports).size).toBe(2_000);
  expect(ports.filter((port) => other.claimed.some((block) => port >= block && port < block + 200))).toEqual([]);
});

test('a block in which another program listens is not claimed', async () => {
  const lowerHalf = Array.from({ length: 50 }, (_, index) => 10_000 + index * 200);
  for (const block of lowerHalf) {
    const other = createServer().listen(block + 199, '127.0.0.1');
    // A port that is taken already serves as well.
    other.on('error', () => undefined);
    onTestFinished(() => void other.close());
  }
  const claimed: number[] = [];
  while (claimed.length < 10) claimed.push(await claimPortBlock());
  expect(claimed.filter((block) => lowerHalf.includes(block))).toEqual([]);
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
