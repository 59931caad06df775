import { topics } from '@fairway/catalog';
import { expect, it } from 'vitest';

it('the events of the example are on their topics', () => {
  expect(Object.keys(topics).toSorted()).toEqual(['deliveries', 'events', 'notifications', 'orders', 'users']);
});
