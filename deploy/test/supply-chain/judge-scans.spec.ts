import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type AcceptedVulnerability, judgeScans } from '../../src/supply-chain/judge-scans.js';

/** Of an image with a high one of npm and a high one of Debian that have fixes, a critical one that has none, and a medium one. */
const report = join(import.meta.dirname, 'grype-report.json');

const folder = mkdtempSync(join(tmpdir(), 'fairway-scans-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'deploy', 'images'), { recursive: true });

function judge(accepted: unknown, today = '2026-11-30', path = report) {
  writeFileSync(join(folder, 'deploy', 'images', 'accepted-vulnerabilities.json'), JSON.stringify(accepted));
  const verdict = judgeScans(folder, [path], today);
  return { ...verdict, refused: verdict.refused.map(({ id }) => id), accepted: verdict.accepted.map(({ id }) => id) };
}

const lodash: AcceptedVulnerability = {
  id: 'GHSA-35jh-r3h4-6jhm',
  package: 'lodash',
  reason: 'Nothing calls template().',
  expires: '2026-12-31',
};
const glibc = { ...lodash, id: 'CVE-2024-2961', package: 'libc6' };

describe('of a recorded report', () => {
  it('critical and high ones with a fix are refused, no others', () => {
    expect(judge([])).toEqual({
      refused: ['GHSA-35jh-r3h4-6jhm', 'CVE-2024-2961'],
      accepted: [],
      expired: [],
      unused: [],
    });
  });

  it('what is refused says where it is and what fixes it', () => {
    judge([]);
    expect(judgeScans(folder, [report], '2026-11-30').refused[0]).toEqual({
      image: expect.stringContaining('shop/cart@sha256:') as string,
      id: 'GHSA-35jh-r3h4-6jhm',
      severity: 'High',
      package: 'lodash',
      version: '4.17.20',
      fixedIn: ['4.17.21'],
    });
  });

  it('an accepted one passes, by any of its names', () => {
    expect(judge([lodash, glibc])).toMatchObject({ refused: [], accepted: [lodash.id, glibc.id], unused: [] });
    expect(judge([{ ...lodash, id: 'CVE-2021-23337' }, glibc])).toMatchObject({ refused: [] });
  });

  it('an accepted one of another package is no pass', () => {
    const other = { ...lodash, package: 'lodash-es' };
    expect(judge([other, glibc])).toMatchObject({ refused: [lodash.id], unused: [other] });
  });

  it('an entry is good until the end of its last day, and then accepts nothing and is named', () => {
    expect(judge([lodash, glibc], '2026-12-31')).toMatchObject({ refused: [], expired: [] });
    expect(judge([lodash, glibc], '2027-01-01')).toMatchObject({
      refused: [lodash.id, glibc.id],
      expired: [lodash, glibc],
      unused: [],
    });
  });
});

describe('refuses to judge', () => {
  const write = (text: string) => {
    writeFileSync(join(folder, 'report.json'), text);
    return join(folder, 'report.json');
  };

  it.each([
    ['half a report', '{"matches": ['],
    ['an empty file', ''],
    ['a report of another program', '{"Results": []}'],
  ])('%s', (_, text) => {
    expect(() => judge([], '2026-11-30', write(text))).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });

  it.each([
    ['without a reason', { ...lodash, reason: '' }],
    ['without a last day', { ...lodash, expires: undefined }],
    ['with another form of date', { ...lodash, expires: '31.12.2026' }],
  ])('with an entry %s', (_, entry) => {
    expect(() => judge([entry])).toThrow(/incomplete entry/);
  });
});
