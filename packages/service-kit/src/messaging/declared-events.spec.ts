import { describe, expect, it } from 'vitest';
import { requireHandlersOf } from './declared-events.js';

describe('a service starts', () => {
  it('when it handles what it declares, an event by several handlers too', () => {
    expect(() => requireHandlersOf('shop', ['order.created'], ['order.created', 'order.created'])).not.toThrow();
  });

  it('only with the events declared that it handles', () => {
    expect(() => requireHandlersOf('shop', [], ['order.created'])).toThrow(
      'handles order.created but does not declare it',
    );
  });

  it('only with handlers of the events that it declares', () => {
    expect(() => requireHandlersOf('shop', ['order.created'], [])).toThrow('declares order.created but has no handler');
  });
});
