import { FairwayError } from '@fairway/errors';
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { describePortOwner } from './port-owner.js';

// Below the range from which Linux and macOS take local ports of outgoing connections: a free port from that range
// could be lost to a connection before the server listens on it.
const FREE_PORTS_FROM = 20_000;
const FREE_PORTS_TO = 30_000;
const HOST = '127.0.0.1';

const handedOut = new Set<number>();

/** Finds `count` TCP ports that are free on 127.0.0.1 now; this process never gets the same one twice. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    if (handedOut.size === FREE_PORTS_TO - FREE_PORTS_FROM) handedOut.clear();
    const port = randomInt(FREE_PORTS_FROM, FREE_PORTS_TO);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (!(await isPortTaken(port))) ports.push(port);
  }
  return ports;
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

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
