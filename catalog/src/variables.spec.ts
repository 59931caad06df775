import { describe, expect, it } from 'vitest';
import type { Service } from './model.js';
import { type Addresses, derivedVariables, localServersOf, settingsIn } from './variables.js';

const service = (declared: Partial<Service>): Service => ({
  description: 'a service',
  kind: 'http',
  portOffset: 50,
  calls: [],
  produces: [],
  consumes: [],
  database: null,
  settings: {},
  secrets: [],
  buckets: {},
  heapMb: 256,
  ...declared,
});

const addresses: Addresses = {
  port: 1,
  managementPort: 2,
  serviceUrl: (name) => `http://${name}`,
  databaseUrl: (name) => `postgres://${name}`,
  kafkaBrokers: 'kafka:9092',
};

describe('what follows from the entry of a service', () => {
  it('that has neither database nor events nor peers: its ports, and who issues tokens', () => {
    expect(derivedVariables(service({}), addresses)).toEqual({
      PORT: '1',
      MANAGEMENT_PORT: '2',
      TOKEN_ISSUER: 'http://auth-service',
    });
  });

  it('that has all of them: where each is', () => {
    expect(
      derivedVariables(
        service({ database: 'stock', consumes: ['order.created'], calls: ['auth-service', 'order-service'] }),
        addresses,
      ),
    ).toMatchObject({
      DATABASE_URL: 'postgres://stock',
      KAFKA_BROKERS: 'kafka:9092',
      AUTH_JWKS_URL: 'http://auth-service/.well-known/jwks.json',
      AUTH_SERVICE_URL: 'http://auth-service',
      ORDER_SERVICE_URL: 'http://order-service',
    });
  });
});

describe('the settings of a service', () => {
  const shop = service({
    settings: {
      LIMIT: { local: 6_000, dev: 60 },
      PARTNER_URL: { local: { localServer: 'sandbox', path: '/webhooks' }, dev: 'https://partner.example' },
    },
  });

  it('are those of the environment, as text', () => {
    const url = (server: string) => `http://${server}`;
    expect(settingsIn('local', shop, url)).toEqual({ LIMIT: '6000', PARTNER_URL: 'http://sandbox/webhooks' });
    expect(settingsIn('dev', shop, url)).toEqual({ LIMIT: '60', PARTNER_URL: 'https://partner.example' });
  });

  it('name the servers of the local run that it needs', () => {
    expect(localServersOf(shop)).toEqual(['sandbox']);
  });
});
