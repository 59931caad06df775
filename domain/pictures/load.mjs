// Traffic for a running platform, with failures that its dashboards show: a partner that answers 503, an event that
// nobody can read, requests that are refused. See docs/guides/observability.md.
//     node_modules/.bin/node domain/pictures/load.mjs [MINUTES [GATEWAY]]
// With the address of the gateway of a cluster, whose partner and Kafka are out of reach, there is only the traffic.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { domain } from '@fairway/domain';
import { connectKafka } from '@fairway/messaging';

const fairway = fileURLToPath(new URL('../../fairway', import.meta.url));
const durationMs = Number(process.argv[2] ?? 15) * 60_000;
const inCluster = process.argv[3];
const platform =
  inCluster === undefined
    ? JSON.parse(execFileSync(fairway, ['status', '--json'], { encoding: 'utf8' })).data
    : undefined;
const gateway = inCluster ?? platform.gateway;
const portOf = (name) => platform.processes.find((process) => process.name === name).port;
const startMs = performance.now();
const share = () => (performance.now() - startMs) / durationMs;
const say = (text) =>
  process.stdout.write(`${String(Math.round((performance.now() - startMs) / 1_000)).padStart(5)} s  ${text}\n`);

function send(method, path, { token, body, headers } = {}) {
  return fetch(`${gateway}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
  }).then((answer) => answer.json());
}

async function signUp() {
  const credentials = { email: `${randomUUID()}@fairway.example`, password: randomUUID() };
  await send('POST', '/api/auth/register', { body: JSON.stringify({ ...credentials, name: 'Ada' }) });
  return (await send('POST', '/api/auth/login', { body: JSON.stringify(credentials) })).accessToken;
}

/** A person who places an order, reads it and the list, and now and then sends what is refused; another signs up soon. */
async function client(_, index) {
  // Passwords are slow to hash, all at once even more so.
  await sleep(index * 3_000);
  while (share() < 1) {
    const token = await signUp();
    for (let round = 0; round < 200 && share() < 1; round += 1) {
      const { path, body, headers } = domain.load;
      const { id } = await send('POST', path, { token, body, headers: headers() });
      await send('GET', `${path}/${id}`, { token });
      await send('GET', path, { token });
      if (round % 10 === 0) await send('POST', path, { token, body: '{"items":[]}', headers: headers() });
      if (round % 15 === 0) await send('GET', path);
      // Busier in the middle.
      await sleep(1_200 - 700 * Math.sin(Math.PI * share()));
    }
  }
}

async function partnerFails() {
  const partner = `http://127.0.0.1:${portOf('partner-sandbox')}`;
  const behave = (status) => fetch(`${partner}/behaviour`, { method: 'PUT', body: JSON.stringify({ status }) });
  await sleep(durationMs * 0.35);
  say('the partner answers 503');
  await behave(503);
  await sleep(Math.min(90_000, durationMs * 0.15));
  await behave(null);
  say('the partner accepts again');
}

async function deadLetter() {
  await sleep(durationMs * 0.65);
  const producer = connectKafka({ brokers: [`127.0.0.1:${portOf('kafka')}`], clientId: 'pictures' }).createProducer();
  await producer.send([
    { topic: 'orders', key: Buffer.from(randomUUID()), value: Buffer.from('no event'), headers: [] },
  ]);
  await producer.close();
  say('an event that nobody can read is in the topic orders');
}

async function drawing() {
  await sleep(durationMs * 0.9);
  say('draw the dashboards now, while there is traffic');
}

const failures = inCluster === undefined ? [partnerFails(), deadLetter()] : [];
await Promise.all([...Array.from({ length: 6 }, client), ...failures, drawing()]);
say('done');
