import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { plain } from '../command-line/style.js';
import { findInstance } from '../instance/instance.js';
import { portsAt } from '../instance/port-plan.js';
import { ensureSecrets } from '../instance/secrets.js';
import { readyReport, renderReadyReport } from './ready-report.js';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'fairway-ready-'))));
afterEach(() => rmSync(root, { recursive: true }));

it.each([
  ['made it', true],
  ['found it', false],
])("a start that %s: prints the administrator's password: %s; always says where it is stored", (_, firstStart) => {
  const instance = findInstance(root, 'default');
  const { ADMIN_PASSWORD: password } = ensureSecrets(instance).ofServices;
  const report = readyReport(instance, {
    ports: portsAt(4_000),
    observed: false,
    supervisorPid: 1,
    readyInMs: 1,
    alreadyRunning: false,
    firstStart,
    sampleId: null,
  });
  const text = renderReadyReport(report, plain);
  expect([text.includes(password), JSON.stringify(report).includes(password)]).toEqual([firstStart, firstStart]);
  expect(text).toContain(instance.secretsPath);
});

it('names the addresses of what watches the platform, when something does', () => {
  const facts = {
    ports: portsAt(4_000),
    supervisorPid: 1,
    readyInMs: 1,
    alreadyRunning: false,
    firstStart: false,
    sampleId: null,
  };
  const text = (observed: boolean) =>
    renderReadyReport(readyReport(findInstance(root, 'default'), { ...facts, observed }), plain);
  expect(text(true)).toMatch(
    /prometheus +http:\/\/127\.0\.0\.1:4080\n +alertmanager +http:\S+:4081\n +log store +http:\S+:4082\n +trace store +http:\S+:4083\n/,
  );
  expect(text(true)).toContain('./fairway alerts');
  expect(text(false)).not.toMatch(/prometheus|\.\/fairway alerts/);
});
