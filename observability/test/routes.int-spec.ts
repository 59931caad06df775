import { beforeAll, describe, expect, it } from 'vitest';
import { findProgram, runProgram } from './support/run-program.js';

const config = 'observability/alertmanager/alertmanager.yaml';

describe('the routes of alerts', () => {
  let amtool: string;

  beforeAll(async () => {
    amtool = await findProgram('amtool');
  });

  it('are valid, and name every receiver', async () => {
    const { exitCode, output } = await runProgram(amtool, ['check-config', config]);
    expect(output).toContain('4 receivers');
    expect(output).toContain('2 inhibit rules');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['page', 'pages'],
    ['ticket', 'tickets'],
    ['notice', 'notices'],
    ['watchdog', 'dead-mans-switch'],
    // A rule without a known severity must not be lost.
    ['unknown', 'tickets'],
  ])('take a %s to %s', async (severity, receiver) => {
    const labels = ['alertname=OutboxStuck', 'service=order-service', `severity=${severity}`];
    const { output } = await runProgram(amtool, ['config', 'routes', 'test', `--config.file=${config}`, ...labels]);
    expect(output.trim()).toBe(receiver);
  });
});
