import { randomUUID } from 'node:crypto';
import { domain } from '@fairway/domain';
import { eventually } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryResult } from '../src/commands/query.js';
import type { StatusResult } from '../src/commands/status.js';
import { logFileOf } from '../src/logs/log-files.js';
import { ObservedInstance } from './observed-instance.js';

const { service, idName } = domain.entity;
const platform = new ObservedInstance();

beforeAll(() => platform.start());
afterAll(() => platform.remove());

const printed = async (...args: string[]) => (await platform.fairway(args)).stdout;

async function dataOf<Data>(...args: string[]): Promise<Data> {
  const { stdout } = await platform.fairway([...args, '--json']);
  return (JSON.parse(stdout) as { data: Data }).data;
}

describe('a query', () => {
  it('prints the labels and the value of each series', async () => {
    const ask = () => printed('query', 'sum by (service) (up{service=~"prometheus|alertmanager"} == 1) / 3');
    // Each is read for the first time when its turn comes.
    await eventually(async () => /alertmanager[^]*prometheus|prometheus[^]*alertmanager/.test(await ask()));
    const text = await ask();
    expect(text.split('\n').toSorted()).toEqual([
      '',
      expect.stringMatching(/^alertmanager +0\.333333$/),
      expect.stringMatching(/^prometheus +0\.333333$/),
      expect.stringMatching(/^service +VALUE$/),
    ]);
  });

  it.each([
    ['a scalar', '1 / 4', ['0.25']],
    ['a text', '"text"', ['text']],
    ['what is no number', '0 / 0', ['NaN']],
    ['nothing', 'absent(vector(1))', []],
  ])('prints %s', async (_, expression, values) => {
    const result = await dataOf<QueryResult>('query', expression);
    expect(result.values.map(({ value }) => value)).toEqual(values);
    expect((await platform.fairway(['query', expression])).stdout).toContain(values[0] ?? 'no series matches');
  });

  it('prints each measurement of a range, with its time', async () => {
    const rows = await eventually(async () => {
      const [head = '', ...measured] = (await printed('query', 'up{service="prometheus"}[1m]')).trim().split('\n');
      return measured.length > 1 && /VALUE +TIME$/.test(head) && measured;
    });
    expect(rows[0]).toMatch(/ 1 +\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("shows Prometheus' own words about an expression that is wrong", async () => {
    expect(await platform.fairway(['query', 'sum(up'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('parse error: unclosed left parenthesis'),
    });
  });
});

describe('the trace of an entity', () => {
  const newTraceId = () => randomUUID().replaceAll('-', '');
  const hex = (bytes: number) => newTraceId().slice(0, bytes * 2);

  /** A trace with one span, and a line of the log that names both the trace and the entity. */
  async function traced(id: string, name: string, fields: object, failed = false): Promise<string> {
    const traceId = newTraceId();
    const startMs = Date.now();
    platform.log(service, [
      { level: 'info', time: new Date().toISOString(), service, [idName]: id, traceId, ...fields },
    ]);
    await platform.trace(service, [
      {
        traceId,
        spanId: hex(8),
        name,
        kind: 2,
        startTimeUnixNano: `${startMs}000000`,
        endTimeUnixNano: `${startMs + 5}000000`,
        status: { code: failed ? 2 : 0 },
      },
    ]);
    return traceId;
  }

  const request = (method: string, status = 200) => ({ msg: 'request', method, route: '/:id', status, durationMs: 5 });

  it('shows the fields of its lines, marks spans that failed, and only counts reads', async () => {
    const id = randomUUID();
    const written = await traced(id, 'POST /things', request('POST'));
    const failed = await traced(id, 'deliver', { msg: 'not accepted', attempt: 7 }, true);
    const broken = await traced(id, 'GET /broken', request('GET', 500));
    const reads = [await traced(id, 'GET /things', request('GET')), await traced(id, 'GET /things', request('GET'))];
    const text = await eventually(async () => {
      const shown = await printed('trace', id);
      return [written, failed, broken].every((traceId) => shown.includes(traceId)) && shown;
    });
    expect(text).toMatch(/ms {2}\S+ {4,}POST \/things\n/);
    expect(text).toMatch(/ms {2}\S+ +✗ deliver\n/);
    expect(text).toMatch(/not accepted {2}attempt=7\n/);
    expect(text).toContain('3 log lines');
    // The lines of the reads may be stored after those before them.
    await eventually(async () => (await printed('trace', id)).includes('2 reads over HTTP not shown'));
    for (const traceId of reads) {
      expect(await printed('trace', id)).not.toContain(traceId);
      expect(await printed('trace', traceId)).toContain('GET /things');
    }
  });

  it('refuses what is neither the id of a trace nor of an entity, and says what these look like', async () => {
    expect(await platform.fairway(['trace', 'zzz'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/32 hexadecimal digits.*UUID/),
    });
  });
});

it('the objectives have no more digits than can be read, and 100 % only when nothing was bad', async () => {
  const of = (name: string, value: number) => `${name}{objective="test"} ${value}`;
  await platform.measure(service, [
    of('slo:error_budget:ratio', 0.43),
    of('slo:error_ratio:rate30d', 0.000001234),
    of('slo:error_budget_remaining:ratio', -1.23456789),
    of('slo:error_ratio:rate1h', 0.9876543),
  ]);
  const row = await eventually(async () => {
    const shown = (await printed('slo')).split('\n').find((line) => / test /.test(line));
    return shown?.endsWith('x') === true && shown.split(/ {2,}/);
  });
  expect(row).toEqual([service, 'test', '57 %', '99.999 %', '-123.5 %', '2.3x']);
});

describe('a server that is frozen', () => {
  it.each([
    ['prometheus', ['query', 'up']],
    ['prometheus', ['alerts']],
    ['prometheus', ['slo']],
    ['prometheus', ['dashboard', 'platform']],
    ['log-store', ['trace', randomUUID()]],
    ['trace-store', ['trace', randomUUID().replaceAll('-', '')]],
  ] as const)('is named with its log and what to do: %s in %j', (name, args) =>
    platform.frozen(name, async (pid) => {
      const { exitCode, stderr } = await platform.fairway(args);
      expect(exitCode).toBe(5);
      expect(stderr).toContain(`${name} does not answer within 10 s`);
      expect(stderr).toContain(logFileOf(platform.instance, name));
      expect(stderr).toContain(`kill -9 ${pid}`);
    }),
  );

  it.each(['prometheus', 'alertmanager', 'log-store', 'trace-store', 'collector'] as const)(
    'is not ready in status: %s',
    (name) =>
      platform.frozen(name, async () => {
        const { troubled, processes } = await dataOf<StatusResult>('status');
        expect(troubled).toContain(name);
        expect(processes.find((process) => process.name === name)?.reasons).toEqual(['it does not answer within 3 s']);
      }),
  );
});
