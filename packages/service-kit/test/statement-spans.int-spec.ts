import { eventually, OtlpReceiver, type ReceivedSpan, Testbed, type TestPostgres } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

let testbed: Testbed;
let postgres: TestPostgres;
let receiver: OtlpReceiver;
let service: FixtureProcess;

beforeAll(async () => {
  testbed = await Testbed.open();
  receiver = await OtlpReceiver.start();
  postgres = await testbed.postgres();
  const env = { DATABASE_URL: await postgres.createDatabase('notes') };
  await (
    await FixtureProcess.start(testbed, 'migrate', env)
  ).exited;
  service = await (
    await FixtureProcess.start(testbed, 'database-service', {
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      TRACE_SAMPLE_RATIO: '0',
    })
  ).listening();
});

afterAll(async () => {
  await service.stop();
  await receiver.stop();
  await testbed.close();
});

const traceOf = (digit: string) => digit.repeat(32);
const write = (traceId: string, flags: string) =>
  fetch(`${service.url}/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-${flags}` },
    body: JSON.stringify({ text: 'a secret', author: 'Ada' }),
  });
const valuesOf = ({ attributes }: ReceivedSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

it('statements of recorded requests have spans, without parameters; a failed one has the code of PostgreSQL', async () => {
  expect((await write(traceOf('a'), '00')).status).toBe(201);
  expect((await write(traceOf('b'), '01')).status).toBe(500);
  const request = await eventually(() => receiver.spans.find(({ name }) => name === 'POST /notes'));
  const insert = await eventually(() => receiver.spans.find(({ name }) => name === 'INSERT'));
  expect(insert).toMatchObject({ traceId: traceOf('b'), parentSpanId: request.spanId, kind: 3, status: { code: 2 } });
  expect(valuesOf(insert)).toEqual({
    'db.system.name': 'postgresql',
    'db.namespace': 'notes',
    'db.operation.name': 'INSERT',
    'db.query.text': expect.stringContaining('INSERT INTO "notes"'),
    'db.response.status_code': '23505',
    'error.type': '23505',
    'server.address': '127.0.0.1',
    'server.port': expect.any(Number),
  });
  expect(JSON.stringify(receiver.spans)).not.toContain('a secret');
  expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([traceOf('b')]));
});
