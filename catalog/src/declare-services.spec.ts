import { expect, it } from 'vitest';
import { bareService } from './bare-service.js';
import { declareServices } from './declare-services.js';

it('keeps what each service declares as types', () => {
  const services = declareServices({
    stock: { ...bareService, calls: ['shop'], produces: ['user.registered'], database: 'users' },
    shop: { ...bareService, consumes: ['user.registered'] },
  });
  const produced: 'user.registered' = services.stock.produces[0];
  expect(produced).toBe('user.registered');
});

// tsc tests this: an expected error that does not come is an error.
it('reports a wrong name as a type error in its own line', () => {
  const services = declareServices({
    shop: {
      ...bareService,
      // @ts-expect-error no service has this name
      calls: ['stock'],
      // @ts-expect-error no topic carries this event
      produces: ['user.registerd'],
      // @ts-expect-error no topic carries this event
      consumes: ['user.registerd'],
      // @ts-expect-error no database has this name
      database: 'usres',
      // @ts-expect-error no value in production
      settings: { GREETING: { local: 'hi', dev: 'hello' } },
      // @ts-expect-error no secret has this name
      secrets: ['PSEUDONYM_KYE'],
    },
  });
  expect(services).toHaveProperty('shop.calls', ['stock']);
});
