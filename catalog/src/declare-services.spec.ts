import { expect, it } from 'vitest';
import { declareServices } from './declare-services.js';

const common = {
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
} as const;

it('keeps what each service declares as types', () => {
  const services = declareServices({
    stock: { ...common, calls: ['shop'], produces: ['order.created'], database: 'orders' },
    shop: { ...common, consumes: ['order.created'] },
  });
  const produced: 'order.created' = services.stock.produces[0];
  expect(produced).toBe('order.created');
});

// tsc tests this: an expected error that does not come is an error.
it('has a type error in the very line of a wrong name', () => {
  const services = declareServices({
    shop: {
      ...common,
      // @ts-expect-error no service has this name
      calls: ['stock'],
      // @ts-expect-error no topic carries this event
      produces: ['order.creatd'],
      // @ts-expect-error no topic carries this event
      consumes: ['user.registerd'],
      // @ts-expect-error no database has this name
      database: 'ordres',
      // @ts-expect-error no value in production
      settings: { GREETING: { local: 'hi', dev: 'hello' } },
      // @ts-expect-error no secret has this name
      secrets: ['PSEUDONYM_KYE'],
    },
  });
  expect(services).toHaveProperty('shop.calls', ['stock']);
});
