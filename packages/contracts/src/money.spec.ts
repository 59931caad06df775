import { describe, expect, it } from 'vitest';
import { currencyInUseSchema, currencySchema } from './money.js';

describe('a currency', () => {
  it.each(['EUR', 'JPY', 'VED', 'XCG'])('%s is accepted for new records', (code) => {
    expect(currencyInUseSchema.parse(code)).toBe(code);
  });

  it.each(['ZWL', 'BGN', 'XXX', 'XAU', 'AAA', 'eur', 'EURO', ''])(
    '"%s" is refused for new records: withdrawn, not money, or not a code',
    (code) => {
      expect(currencyInUseSchema.safeParse(code).success).toBe(false);
    },
  );

  it('that has been withdrawn can still be read', () => {
    expect(currencySchema.parse('ZWL')).toBe('ZWL');
  });
});
