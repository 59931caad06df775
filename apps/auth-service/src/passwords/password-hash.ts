import { type Options, parseOptions } from '@node-rs/argon2';

/**
 * OWASP ASVS 5.0, appendix C, for argon2id: one pass over at least 46 MiB. Measured: 13 to 70 ms, depending on the
 * core.
 */
export const hashParameters = { memoryCost: 47_104, timeCost: 1, parallelism: 1 } as const satisfies Options;

/** Whether the hash (a PHC string) was made with less work than today's parameters require. */
export function isWeak(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash);
  return memoryCost < hashParameters.memoryCost || timeCost < hashParameters.timeCost;
}
