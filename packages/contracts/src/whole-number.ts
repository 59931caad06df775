import { z } from 'zod';

const digits = /^(0|[1-9][0-9]{0,15})$/;

/** A whole number in a query, in JSON syntax: no sign, blank, point or exponent, and neither hexadecimal nor `007`. */
export function wholeNumberText({ min, max, absent }: { min: number; max: number; absent: number }) {
  return z
    .preprocess(
      (text) => (typeof text === 'string' && digits.test(text) ? Number(text) : text),
      z.int({ error: 'must be one whole number in digits, for example 20' }).min(min).max(max),
    )
    .default(absent);
}
