import { describe, expect, it } from 'vitest';
import { bareService } from './bare-service.js';
import type { Service } from './model.js';
import { type Addresses, derivedVariables, localServersOf, settingsIn } from './variables.js';

const service = (declared: Partial<Service>): Service => ({ ...bareService, ...declared });

const addresses: Addresses = {
  port: 1,
  managementPort: 2,
  serviceUrl: (name) => `http://${name}`,
  databaseUrl: (name) => `postgres://${name}`,
  kafkaBrokers: 'kafka:9092',
};

describe('derivedVariables', () => {
  it('returns ports and the token issuer for a service without database, events or peers', () => {
    expect(derivedVariables(service({}), addresses)).toEqual({
      PORT: '1',
      MANAGEMENT_PORT: '2',
      TOKEN_ISSUER: 'http://auth-service',
    });
  });

  it('returns the address of each declared part', () => {
    expect(
      derivedVariables(
        service({ database: 'stock', consumes: ['stock.counted'], calls: ['auth-service', 'price-service'] }),
        addresses,
      ),
    ).toMatchObject({
      DATABASE_URL: 'postgres://stock',
      KAFKA_BROKERS: 'kafka:9092',
      AUTH_JWKS_URL: 'http://auth-service/.well-known/jwks.json',
      AUTH_SERVICE_URL: 'http://auth-service',
      PRICE_SERVICE_URL: 'http://price-service',
    });
  });
});

describe('settingsIn', () => {
  const shop = service({
    settings: {
      LIMIT: { local: 6_000, dev: 60 },
      OTHERS_URL: { local: { localServer: 'sandbox', path: '/in' }, dev: 'https://others.example' },
    },
  });

  it("returns the environment's settings as text", () => {
    const url = (server: string) => `http://${server}`;
    expect(settingsIn('local', shop, url)).toEqual({ LIMIT: '6000', OTHERS_URL: 'http://sandbox/in' });
    expect(settingsIn('dev', shop, url)).toEqual({ LIMIT: '60', OTHERS_URL: 'https://others.example' });
  });

  it('names the required servers of the local run', () => {
    expect(localServersOf(shop)).toEqual(['sandbox']);
  });
});
