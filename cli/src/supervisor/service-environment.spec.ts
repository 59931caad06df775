import { catalog, databases, type SecretName, serviceNames, projectName } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import { portsAt } from '../instance/port-plan.js';
import type { Secrets } from '../instance/secrets.js';
import { serviceEnvironment } from './service-environment.js';

const secretNames = Object.keys(catalog.secrets) as SecretName[];
const roles = Object.values(databases).map(({ role }) => role);
const secrets: Secrets = {
  postgresPassword: 'superuser-password',
  samplePassword: 'sample-password',
  databasePasswords: Object.fromEntries(roles.map((role) => [role, `password-of-${role}`])),
  ofServices: Object.fromEntries(secretNames.map((name) => [name, `value-of-${name}`])) as Secrets['ofServices'],
};

const environmentOf = (name: (typeof serviceNames)[number]) =>
  serviceEnvironment(name, { ports: portsAt(4_000), secrets });

describe('the environment of a service in the local run', () => {
  it('contains its ports, its peers and its local settings', () => {
    expect(environmentOf('api-gateway')).toMatchObject({
      HOST: '127.0.0.1',
      PORT: '4000',
      MANAGEMENT_PORT: '4100',
      AUTH_JWKS_URL: 'http://127.0.0.1:4001/.well-known/jwks.json',
      AUTH_SERVICE_URL: 'http://127.0.0.1:4001',
      USER_SERVICE_URL: 'http://127.0.0.1:4002',
      TOKEN_AUDIENCE: projectName,
      RATE_LIMIT_AUTH_PER_MINUTE: '6000',
      RATE_LIMIT_API_PER_MINUTE: '1000000',
    });
    expect(environmentOf('api-gateway')).not.toHaveProperty('DATABASE_URL');
    expect(environmentOf('api-gateway')).not.toHaveProperty('KAFKA_BROKERS');
    expect(environmentOf('user-service')).toMatchObject({
      DATABASE_URL: 'postgres://user_service:password-of-user_service@127.0.0.1:4032/users',
      KAFKA_BROKERS: '127.0.0.1:4092',
    });
  });

  it.each(serviceNames)('contains exactly the secrets that the catalogue declares for %s', (name) => {
    const text = JSON.stringify(environmentOf(name));
    const { database, secrets: declared } = catalog.services[name];
    const role = database === null ? [] : [`password-of-${databases[database].role}`];
    expect(
      [...text.matchAll(/value-of-\w+|password-of-\w+|superuser-password|sample-password/g)]
        .map(([value]) => value)
        .sort(),
    ).toEqual([...role, ...declared.map((secret) => `value-of-${secret}`)].sort());
  });
});
