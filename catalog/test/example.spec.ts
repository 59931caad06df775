import { expect, it } from 'vitest';
import { stockService, tryOut } from './example.js';

it('the example derives the addresses of what the service uses', () => {
  expect(tryOut(stockService)).toEqual({
    problems: [],
    variables: {
      PORT: '3000',
      MANAGEMENT_PORT: '3100',
      TOKEN_ISSUER: 'http://auth-service:3000',
      KAFKA_BROKERS: 'kafka.internal:9092',
      AUTH_JWKS_URL: 'http://auth-service:3000/.well-known/jwks.json',
      AUTH_SERVICE_URL: 'http://auth-service:3000',
    },
  });
});

it('the example finds a database that is not declared', () => {
  expect(tryOut({ ...stockService, database: 'stock' }).problems).toEqual([
    'stock-service uses the database stock, which databases.ts does not declare',
  ]);
});
