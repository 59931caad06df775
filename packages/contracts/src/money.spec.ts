import { describe, expect, it } from 'vitest';
import { currencyInUseSchema, currencySchema } from './money.js';

describe('a currency', () => {
  it.each(['EUR', 'JPY', 'VED', 'XCG'])('%s is taken for something new', (code) => {
    expect(currencyInUseSchema.parse(code)).toBe(code);
  });

  it.each(['ZWL', 'BGN', 'XXX', 'XAU', 'AAA', 'eur', 'EURO', ''])(
    '"%s" is not: withdrawn, no money, or no code',
    (code) => {
      expect(currencyInUseSchema.safeParse(code).success).toBe(false);
    },
  );

  it('that has been withdrawn can still be read', () => {
    expect(currencySchema.parse('ZWL')).toBe('ZWL');
  });
});
