import { z } from 'zod';

const knownCurrencies = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217 code, for example `EUR`. */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters, for example EUR')
  .refine((code) => knownCurrencies.has(code), 'is not a currency of ISO 4217');

/** An amount in the currency's minor unit (cents), never negative, exact as a JavaScript number. */
export const amountMinorSchema = z.int().min(0);
