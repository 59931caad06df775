import {
  eventually,
  type Testbed,
  type TestKafka,
  type TestPostgres,
  type TestService,
  TokenIssuer,
} from '@fairway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusResult } from '../src/commands/status.js';
import type { DoctorReport } from '../src/doctor/run-doctor.js';
import { identityOf, readState, writeState } from '../src/instance/state.js';
import { TestbedInstance } from './testbed-instance.js';

let testbed: Testbed;
let kafka: TestKafka;
let postgres: TestPostgres;
let issuer: TokenIssuer;
let service: TestService;
const instance = new TestbedInstance();

beforeAll(async () => {
  ({ testbed, kafka, postgres } = await instance.open());
  issuer = await TokenIssuer.start();
  await kafka.deleteTopics(['users.dlq']);
  const DATABASE_URL = await postgres.createDatabase('readiness');
  service = await testbed.service('user-service', {
    ...issuer.environment,
    DATABASE_URL,
    KAFKA_BROKERS: kafka.bootstrapServer,
  });
  recordService();
});

afterAll(async () => {
  await instance.close();
  await issuer.stop();
});

/** Writes the supervisor's state: the process is running, so its phase is `ready`. */
function recordService(): void {
  const state = readState(instance.instance);
  if (state === undefined) throw new Error('The instance is not prepared.');
  const ports = {
    ...state.ports,
    management: { ...state.ports.management, 'user-service': Number(new URL(service.managementUrl).port) },
  };
  const process = {
    name: 'user-service',
    phase: 'ready',
    process: identityOf(service.pid),
    port: null,
    restarts: 0,
    since: state.startedAt,
  } as const;
  writeState(instance.instance, { ...state, ports, processes: [process] });
}

const status = () => instance.fairwayJson<StatusResult>(['status']);
const printedStatus = async () => (await instance.fairway(['status'])).stdout;
const doctorRows = async () =>
  (await instance.fairwayJson<DoctorReport>(['doctor'])).rows.filter(({ id }) => id === 'ready-user-service');

describe('the readiness of a running service', () => {
  it('is shown as ready', async () => {
    // On a busy machine the first answers may take longer than status waits.
    const { processes, troubled } = await eventually(async () => {
      const answer = await status();
      return answer.troubled.length === 0 && answer;
    });
    expect(processes).toEqual([
      expect.objectContaining({
        managementPort: Number(new URL(service.managementUrl).port),
        reasons: [],
        details: [],
      }),
    ]);
    expect(troubled).toEqual([]);
    await expect.poll(doctorRows).toEqual([]);
    expect((await instance.fairway(['doctor'])).stdout).not.toContain('next: ./fairway up');
  });

  it('is a detail in status and a warning of doctor when it works despite a problem', async () => {
    await kafka.produce([{ topic: 'users', key: null, value: Buffer.from('rubbish'), headers: [] }]);
    // As below, an answer may come too late for one command and in time for the next.
    await expect.poll(printedStatus).toMatch(/"test-\w+": ● ready[\s\S]*! user-service: events: .*users\.dlq/);
    await expect
      .poll(doctorRows)
      .toEqual([expect.objectContaining({ status: 'warn', message: expect.stringContaining('users.dlq') })]);
  });

  it('is the headline of status and a failure of doctor when it cannot work', async () => {
    await postgres.kill();
    // On a busy machine an answer may take longer than status waits; then that is the reason, not the database.
    await expect
      .poll(printedStatus)
      .toMatch(
        /"test-\w+": ✗ not ready: user-service[\s\S]*✗ user-service is not ready: postgresql: [\s\S]*! dead letters cannot be counted/,
      );
    await expect
      .poll(doctorRows)
      .toContainEqual(expect.objectContaining({ status: 'fail', message: expect.stringContaining('postgresql') }));
    await postgres.restart();
    await eventually(async () => (await status()).troubled.length === 0);
  });

  it('is reported as missing when the service hangs', async () => {
    process.kill(service.pid, 'SIGSTOP');
    try {
      expect(await status()).toMatchObject({
        troubled: ['user-service'],
        processes: [{ reasons: [expect.stringContaining('did not answer')] }],
      });
    } finally {
      process.kill(service.pid, 'SIGCONT');
    }
  });
});
