import { describe, expect, it } from 'vitest';
import { requireHandlersOf } from './declared-events.js';

describe('requireHandlersOf', () => {
  it('accepts handlers that match the declared events, also several handlers of one event', () => {
    expect(() => requireHandlersOf('shop', ['order.created'], ['order.created', 'order.created'])).not.toThrow();
  });

  it('refuses a handler of an event that is not declared', () => {
    expect(() => requireHandlersOf('shop', [], ['order.created'])).toThrow(
      'handles order.created but does not declare it',
    );
  });

  it('refuses a declared event without a handler', () => {
    expect(() => requireHandlersOf('shop', ['order.created'], [])).toThrow('declares order.created but has no handler');
  });
});
