import { describe, expect, it } from 'vitest';
import { requireHandlersOf } from './declared-events.js';

describe('requireHandlersOf', () => {
  it('accepts handlers that match the declared events, also several handlers of one event', () => {
    expect(() => requireHandlersOf('shop', ['stock.counted'], ['stock.counted', 'stock.counted'])).not.toThrow();
  });

  it('refuses a handler of an event that is not declared', () => {
    expect(() => requireHandlersOf('shop', [], ['stock.counted'])).toThrow(
      'handles stock.counted but does not declare it',
    );
  });

  it('refuses a declared event without a handler', () => {
    expect(() => requireHandlersOf('shop', ['stock.counted'], [])).toThrow('declares stock.counted but has no handler');
  });
});
