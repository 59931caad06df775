import { FairwayError } from '@fairway/errors';
import { randomInt } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { describePortOwner } from './port-owner.js';

// Below the range from which Linux and macOS take local ports of outgoing connections: a free port from that range
// could be lost to a connection before the server listens on it.
const FIRST_PORT = 10_000;
const BLOCKS = 100;
const PORTS_PER_BLOCK = 200;
const FIRST_LOCK_PORT = FIRST_PORT - BLOCKS;
const HOST = '127.0.0.1';

/** Ports of this process's block that it has not handed out. */
let unused: number[] = [];

/**
 * Finds `count` TCP ports that are free on 127.0.0.1 now. Only this process gets them, and only once: no other process
 * of this machine finds them before this one ends, even while nothing listens on them.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = unused.shift();
    if (port === undefined) unused = portsOfBlock(await claimPortBlock());
    else if (!(await isPortTaken(port))) ports.push(port);
  }
  return ports;
}

/**
 * Claims 200 ports, all free now, until this process ends.
 * @returns the first one
 */
export async function claimPortBlock(): Promise<number> {
  const start = randomInt(BLOCKS);
  for (let tried = 0; tried < BLOCKS; tried += 1) {
    const block = (start + tried) % BLOCKS;
    // The owner of a block listens on the block's lock port: only one process can, and the system frees the port when
    // that process ends, however it ends.
    const lock = await listen(FIRST_LOCK_PORT + block);
    if (lock === undefined) continue;
    lock.unref();
    const base = FIRST_PORT + block * PORTS_PER_BLOCK;
    const taken = await Promise.all(portsOfBlock(base).map(isPortTaken));
    if (!taken.includes(true)) return base;
    lock.close();
  }
  const last = FIRST_PORT + BLOCKS * PORTS_PER_BLOCK - 1;
  throw new FairwayError(
    'port_in_use',
    `No ${PORTS_PER_BLOCK} free ports are left between ${FIRST_PORT} and ${last}.`,
    {
      hint: 'End the programs that listen on these ports, such as platforms of earlier test runs, then try again.',
    },
  );
}

function portsOfBlock(base: number): number[] {
  return Array.from({ length: PORTS_PER_BLOCK }, (_, index) => base + index);
}

/** @throws FairwayError port_in_use that names the process on the port. */
export async function assertPortFree(port: number, neededBy: string): Promise<void> {
  if (!(await isPortTaken(port))) return;
  const owner = (await describePortOwner(port)) ?? 'a process that this user may not see';
  throw new FairwayError('port_in_use', `Port ${port}, which ${neededBy} needs, is taken by ${owner}.`, {
    hint: 'Stop that process or choose another port, then start again.',
  });
}

async function isPortTaken(port: number): Promise<boolean> {
  // macOS allows listening on 127.0.0.1 beside a listener on all addresses, so listening alone is no proof.
  return (await someoneAnswers(port)) || !(await canListen(port));
}

function someoneAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

async function canListen(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  return new Promise((resolve) => server.close(() => resolve(true)));
}

/** @returns undefined when the port is taken */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: HOST, exclusive: true }, () => resolve(server));
  });
}
