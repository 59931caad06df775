import { eventually, Testbed, TokenIssuer } from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FixtureProcess } from './fixture-process.js';

let testbed: Testbed;
let issuer: TokenIssuer;
let service: FixtureProcess;

beforeAll(async () => {
  testbed = await Testbed.open();
  issuer = await TokenIssuer.start();
  service = await (
    await FixtureProcess.start(testbed, 'main', { ...issuer.environment, PARTNER_SECRET: 'sixteen characters' })
  ).listening();
});

afterAll(async () => {
  await service.stop();
  await testbed.close();
  await issuer.stop();
});

// As Prometheus asks.
const openMetrics =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

async function scrape(accept?: string): Promise<{ type: string | null; lines: string[] }> {
  const headers = accept === undefined ? {} : { accept };
  const answer = await fetch(`${service.managementUrl}/metrics`, { headers });
  return { type: answer.headers.get('content-type'), lines: (await answer.text()).trimEnd().split('\n') };
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const ask = (flags: string) =>
  fetch(`${service.url}/api/things`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-${flags}` } });

const namesOf = (lines: readonly string[]) => lines.flatMap((line) => (/^[a-z]\w*/.exec(line) ?? []).slice(0, 1));

describe('GET /metrics', () => {
  it('answers in the format that each scrape asks for, also concurrent ones', async () => {
    const scrapes = [undefined, openMetrics, 'text/plain', openMetrics, '*/*', openMetrics, undefined];
    const answers = await Promise.all(scrapes.map(scrape));
    const classic = 'text/plain; version=0.0.4; charset=utf-8';
    const open = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
    expect(answers.map(({ type }) => type)).toEqual([classic, open, classic, open, classic, open, classic]);
    expect(answers.map(({ lines }) => lines.at(-1) === '# EOF')).toEqual(answers.map(({ type }) => type === open));
    const names = answers.map(({ lines }) => [...new Set(namesOf(lines))].toSorted());
    for (const one of names) expect(one).toEqual(names[0]);
  });

  it('has only counters that end in _total, as OpenMetrics requires', async () => {
    const { lines } = await scrape();
    const counters = lines.flatMap((line) => /^# TYPE (\S+) counter$/.exec(line)?.[1] ?? []);
    expect(counters.length).toBeGreaterThan(5);
    expect(counters.filter((name) => !name.endsWith('_total'))).toEqual([]);
  });

  it('names the trace of a recorded request, and of no other', async () => {
    const exemplars = async () =>
      (await scrape(openMetrics)).lines.filter((line) => line.includes(' # ')).map((line) => line.split(' # ')[1]);
    const count = async () =>
      (await scrape()).lines.find((line) => /^http_server_request_duration_seconds_count\{.*things"/.test(line));
    await ask('00');
    await eventually(async () => (await count())?.endsWith(' 1'));
    expect(await exemplars()).toEqual([]);
    await ask('01');
    await eventually(async () => (await count())?.endsWith(' 2'));
    expect(await exemplars()).toEqual([expect.stringMatching(`^{trace_id="${traceId}"} [0-9.]+ [0-9.]+$`)]);
  });
});
