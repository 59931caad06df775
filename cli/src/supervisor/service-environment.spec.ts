import { serviceNames, services } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import { portsAt } from '../instance/ports.js';
import type { Secrets } from '../instance/secrets.js';
import { serviceEnvironment } from './service-environment.js';

const secrets: Secrets = {
  postgresPassword: 'p',
  samplePassword: 's',
  databasePasswords: { auth_service: 'pa', user_service: 'pu', order_service: 'po', event_processor: 'pe' },
  tokenSigningKey: 'the signing key',
  adminPassword: 'the admin password',
  pseudonymKey: 'the pseudonym key',
  partnerWebhookSecret: 'whsec_partner',
};
const environmentOf = (name: (typeof serviceNames)[number]) => serviceEnvironment(name, { ports: portsAt(4000), secrets });

describe('a service’s environment', () => {
  it('of a service with database and topics', () => {
    expect(environmentOf('order-service')).toEqual({
      LOG_LEVEL: 'info',
      HOST: '127.0.0.1',
      PORT: '4003',
      MANAGEMENT_PORT: '4103',
      TOKEN_ISSUER: 'http://127.0.0.1:4001',
      TOKEN_AUDIENCE: 'fairway',
      DATABASE_URL: 'postgres://order_service:po@127.0.0.1:4032/orders',
      KAFKA_BROKERS: '127.0.0.1:4092',
      AUTH_JWKS_URL: 'http://127.0.0.1:4001/.well-known/jwks.json',
    });
  });

  it('of the edge: its peers and rate limits, neither database nor broker', () => {
    const environment = environmentOf('api-gateway');
    expect(environment).toMatchObject({
      AUTH_SERVICE_URL: 'http://127.0.0.1:4001',
      USER_SERVICE_URL: 'http://127.0.0.1:4002',
      ORDER_SERVICE_URL: 'http://127.0.0.1:4003',
      EVENT_PROCESSOR_URL: 'http://127.0.0.1:4004',
      RATE_LIMIT_AUTH_PER_MINUTE: '6000',
      RATE_LIMIT_API_PER_MINUTE: '1000000',
    });
    expect(environment).not.toHaveProperty('DATABASE_URL');
    expect(environment).not.toHaveProperty('KAFKA_BROKERS');
  });

  it('holds a secret only where the catalogue declares it', () => {
    const values = { 'the signing key': 'TOKEN_SIGNING_KEY', 'the admin password': 'ADMIN_PASSWORD', 'the pseudonym key': 'PSEUDONYM_KEY', whsec_partner: 'PARTNER_WEBHOOK_SECRET' };
    for (const name of serviceNames) {
      const declared: readonly string[] = services[name].secrets;
      for (const [value, variable] of Object.entries(values)) {
        expect(Object.values(environmentOf(name)).includes(value), `${variable} of ${name}`).toBe(declared.includes(variable));
      }
    }
  });

  it('holds the password of no other service’s role', () => {
    expect(JSON.stringify(environmentOf('user-service'))).not.toMatch(/"postgres:\/\/[^"]*:(pa|po|pe)@/);
    expect(environmentOf('user-service').DATABASE_URL).toContain('user_service:pu@');
  });
});
