import { catalog, containerPorts, serviceNames, standInNames } from '@fairway/catalog';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { declaredConnections } from './support/network/declared-connections.js';
import { inPlatform, namespace, requirePlatform } from './support/platform.js';
import { createNamespace, apply, it, kubectl, must, onCluster } from './support/test-cluster.js';

/** The address of the host on its link to the cluster of this machine's processes. */
const hostAddress = '10.245.0.1';

onCluster(beforeAll, async () => {
  await requirePlatform();
  await startStranger();
});

afterAll(async () => {
  if (stranger.namespace !== '') await kubectl(['delete', 'namespace', stranger.namespace, '--wait=false']);
});

interface Target {
  readonly host: string;
  readonly port: number;
}

/** Runs in a container of the platform's images, which have Node.js and no shell. Packets that a policy drops time out. */
const tryAll = (targets: readonly Target[]) => `
const { connect } = require('node:net');
const open = ({ host, port }) => new Promise((resolve) => {
  const socket = connect({ host, port, timeout: 8000 });
  const end = (result) => { socket.destroy(); resolve(result); };
  socket.on('connect', () => end('open')).on('timeout', () => end('dropped')).on('error', ({ code }) => end(code));
});
Promise.all(${JSON.stringify(targets)}.map(open)).then((results) => console.log(JSON.stringify(results)));`;

async function connectionsFrom(inNamespace: string, pod: string, targets: readonly Target[]): Promise<Target[]> {
  const output = await must(
    kubectl(['exec', '--namespace', inNamespace, pod, '--', 'node', '--eval', tryAll(targets)]),
  );
  const results = JSON.parse(output) as string[];
  return targets.filter((_, index) => results[index] === 'open');
}

const databaseServer = { host: 'postgres', port: 5432 };
const broker = { host: 'kafka', port: 9092 };
const listening: Target[] = [
  ...[...serviceNames, ...standInNames].map((host) => ({ host, port: containerPorts.http })),
  databaseServer,
  broker,
];
const text = ({ host, port }: Target) => `${host} TCP ${port}`;

it('a pod of each service reaches what the catalogue declares, and no other pod', async () => {
  const declared = declaredConnections(
    catalog,
    {
      environment: 'local',
      database: { place: databaseServer.host, port: databaseServer.port },
      kafka: { place: broker.host, port: broker.port },
      kafkaNeedsToken: false,
      outside: { place: 'outside', ports: [containerPorts.http] },
    },
    serviceNames,
  );
  const found = await Promise.all(
    serviceNames.map(async (name) => {
      const others = listening.filter(({ host }) => host !== name);
      const open = await connectionsFrom(namespace, `deployment/${name}`, others);
      return open.map((target) => `${name} -> ${text(target)}`);
    }),
  );
  const places = new Set(listening.map(text));
  const expected = declared.filter((connection) => {
    const [from = '', to = ''] = connection.split(' -> ');
    return (serviceNames as readonly string[]).includes(from) && places.has(to);
  });
  expect(found.flat().toSorted()).toEqual(expected.toSorted());
});

/** A pod in a namespace without policies, with a server of its own. */
const stranger = { namespace: '', pod: 'stranger' };

async function startStranger(): Promise<void> {
  stranger.namespace = await createNamespace();
  const query = '--output=jsonpath={.spec.template.spec.containers[0].image}';
  const image = await inPlatform('get', 'deployment/order-service', query);
  const server = `require('node:net').createServer((socket) => socket.end()).listen(3000)`;
  await apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: stranger.pod, namespace: stranger.namespace },
    spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'node', image, args: ['--eval', server] }] },
  });
  const ready = ['--for=condition=Ready', '--timeout=600s', '--namespace', stranger.namespace];
  await must(kubectl(['wait', `pod/${stranger.pod}`, ...ready]));
}

it('a pod of another namespace reaches no pod of the platform', async () => {
  const own = { host: '127.0.0.1', port: 3000 };
  const targets = [...listening.map((target) => ({ ...target, host: `${target.host}.${namespace}` })), own];
  expect(await connectionsFrom(stranger.namespace, stranger.pod, targets)).toEqual([own]);
});

it('no service reaches an address outside the cluster', async ({ cluster, skip }) => {
  if (cluster.kind !== 'machine') skip('Only the cluster of this machine has a known address outside.');
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, hostAddress, resolve));
  const outside = [{ host: hostAddress, port: (server.address() as AddressInfo).port }];
  try {
    expect(await connectionsFrom(stranger.namespace, stranger.pod, outside)).toEqual(outside);
    const reached = serviceNames.map((name) => connectionsFrom(namespace, `deployment/${name}`, outside));
    expect(await Promise.all(reached)).toEqual(serviceNames.map(() => []));
  } finally {
    server.close();
  }
});

it('PostgreSQL refuses the role of a service in the database of another', async () => {
  const script = `
const { Client } = require('pg');
const url = new URL(process.env.DATABASE_URL);
const connect = async (database) => {
  url.pathname = database;
  const client = new Client({ connectionString: url.href });
  try { await client.connect(); await client.end(); return 'connected'; } catch (error) { return error.code ?? error.message; }
};
(async () => console.log(await connect('orders'), await connect('auth')))();`;
  const output = await inPlatform('exec', 'deployment/order-service', '--', 'node', '--eval', script);
  // 42501: insufficient_privilege
  expect(output.trim()).toBe('connected 42501');
});
