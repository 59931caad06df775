import { eventually, Testbed, type TestPostgres, type TestService } from '@fairway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authEnvironment, newAddress, post, registered } from './auth-fixture.js';

let testbed: Testbed;
let postgres: TestPostgres;
let service: TestService;

beforeAll(async () => {
  testbed = await Testbed.open();
  postgres = await testbed.postgres();
  service = await testbed.service('auth-service', authEnvironment(await postgres.createDatabase('auth')));
});

afterAll(() => testbed.close());

const query = (statement: string) => postgres.query('auth', statement);

it('deletes only failures and networks that no longer count, at the start', async () => {
  for (let person = 0; person < 2; person += 1) {
    const { email } = await registered(service);
    expect((await post(service, 'login', { email, password: 'canary, wrong' }, newAddress())).status).toBe(401);
  }
  await query(
    `UPDATE password_failures SET forgotten_at = now() WHERE subject = (SELECT min(subject) FROM password_failures)`,
  );
  await query(
    `UPDATE known_networks SET seen_at = now() - interval '90 days' WHERE account_id = (SELECT min(account_id::text)::uuid FROM known_networks)`,
  );
  const failures = () => query('SELECT subject FROM password_failures ORDER BY subject');
  const networks = () => query('SELECT account_id FROM known_networks ORDER BY account_id');
  const [, ...keptFailures] = await failures();
  const [, ...keptNetworks] = await networks();
  expect(keptFailures.length).toBeGreaterThan(0);
  expect(keptNetworks).toHaveLength(1);

  await service.stop();
  await service.restart();
  await eventually(async () => (await networks()).length === keptNetworks.length);
  expect(await networks()).toEqual(keptNetworks);
  expect(await failures()).toEqual(keptFailures);
});
