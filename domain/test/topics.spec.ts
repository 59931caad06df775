import { topics } from '@fairway/catalog';
import { expect, it } from 'vitest';

it('the events of the example are on their topics', () => {
  const ofExample = ['deliveries', 'events', 'notifications', 'orders', 'users'];
  expect(Object.keys(topics)).toEqual(expect.arrayContaining(ofExample));
});
