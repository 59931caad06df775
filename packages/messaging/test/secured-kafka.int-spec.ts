import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findJava, freePorts, type SecuredListener } from '@fairway/local-servers';
import { Testbed, type TestKafka } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  connectKafka,
  mskIamSecurity,
  type IncomingRecord,
  type KafkaSecurity,
  type OutgoingRecord,
} from '../src/index.js';

/*
 * MSK asks for TLS and a token signed by AWS. The broker here supports both TLS and OAUTHBEARER, but can only check an
 * unsigned token. So one test uses an unsigned token, and another takes the token signed for AWS apart.
 */

let testbed: Testbed;
let kafka: TestKafka;
let broker: string;
let certificateAuthority: string;

beforeAll(async () => {
  testbed = await Testbed.open();
  const [port = 0] = await freePorts(1);
  const secured: SecuredListener = {
    port,
    keystore: { path: testbed.path('broker.p12'), password: 'only-of-this-test' },
  };
  certificateAuthority = await selfSigned(secured.keystore);
  kafka = await testbed.kafka({ secured });
  broker = `127.0.0.1:${port}`;
  await kafka.createTopics(['orders']);
});

afterAll(() => testbed.close());

const record: OutgoingRecord = { topic: 'orders', key: Buffer.from('order-1'), value: Buffer.from('{}'), headers: [] };
const clientWith = (security: KafkaSecurity) =>
  connectKafka({ brokers: [broker], clientId: 'order-service', security });

describe('a secured broker', () => {
  it('accepts and returns the records of a client with a token', async () => {
    const client = clientWith({ token: async () => unsignedToken(), certificateAuthority });
    const producer = client.createProducer();
    await producer.send([record]);
    await producer.close();

    const received = Promise.withResolvers<IncomingRecord>();
    const consumer = client.createConsumer({ group: 'readers', topics: ['orders'] });
    await consumer.start({ record: received.resolve, assigned: () => undefined, failed: received.reject });
    expect((await received.promise).key?.toString()).toBe('order-1');
    await consumer.close();
  });

  it.each([
    ['a token that has expired', { token: async () => unsignedToken(-60) }],
    ['a token that is not a JWT', { token: async () => 'not-a-token' }],
  ])('refuses %s', async (_, security) => {
    const producer = clientWith({ ...security, certificateAuthority }).createProducer();
    await expect(causes(producer.send([record]))).resolves.toMatch(/SASL|authentication/i);
    await producer.close();
  });

  it('is refused when no known authority has signed its certificate', async () => {
    const producer = clientWith({ token: async () => unsignedToken() }).createProducer();
    await expect(causes(producer.send([record]))).resolves.toMatch(/self-signed certificate/);
    await producer.close();
  });
});

describe('the token for MSK', () => {
  it('is a short-lived request to connect in the region, signed by the identity of the process', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example-of-a-secret-key');
    const token = await mskIamSecurity('us-east-1').token();
    const request = new URL(Buffer.from(token, 'base64url').toString());
    expect(request.host).toBe('kafka.us-east-1.amazonaws.com');
    expect(request.searchParams.get('Action')).toBe('kafka-cluster:Connect');
    expect(request.searchParams.get('X-Amz-Credential')).toMatch(
      /^AKIDEXAMPLE\/\d{8}\/us-east-1\/kafka-cluster\/aws4_request$/,
    );
    expect(request.searchParams.get('X-Amz-Signature')).toMatch(/^[\da-f]{64}$/);
    expect(Number(request.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(900);
  });
});

/** Why it was rejected: the client wraps the causes in its own errors. */
async function causes(rejected: Promise<unknown>): Promise<string> {
  const messages = (error: unknown): string[] =>
    error instanceof Error
      ? [
          error.message,
          ...messages(error.cause),
          ...(error instanceof AggregateError ? error.errors.flatMap(messages) : []),
        ]
      : [];
  return rejected.then(
    () => 'it was not rejected',
    (error: unknown) => messages(error).join('; '),
  );
}

/** A JWT without a signature, valid for this many seconds. */
function unsignedToken(seconds = 60): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [{ alg: 'none' }, { sub: 'order-service', iat: now - 120, exp: now + seconds }];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
}

/** @returns a self-signed certificate in PEM */
async function selfSigned({ path, password }: SecuredListener['keystore']): Promise<string> {
  const { command } = await findJava();
  const keytool = command === 'java' ? 'keytool' : join(dirname(command), 'keytool');
  const store = ['-keystore', path, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const key = [
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-dname',
    'CN=broker',
    '-validity',
    '1',
    '-ext',
    'SAN=IP:127.0.0.1',
    '-ext',
    'BC=ca:true',
  ];
  await promisify(execFile)(keytool, ['-genkeypair', ...key, ...store]);
  return (await promisify(execFile)(keytool, ['-exportcert', '-rfc', ...store])).stdout;
}
