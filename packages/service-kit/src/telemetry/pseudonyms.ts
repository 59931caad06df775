import { createHmac, hkdfSync } from 'node:crypto';

const bytes = 16;

/**
 * Stable names for accounts and networks, in logs and tables: the same text has the same one, and only the holder of the
 * key can tell which text that is.
 */
export class Pseudonyms {
  readonly #key: Buffer;

  /** @param secret kept apart from the keys derived for other uses of it */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'fairway pseudonyms', 32));
  }

  /** @param kind keeps an account and a network that are spelt alike apart */
  of(kind: string, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${kind} ${text}`).digest().subarray(0, bytes);
  }

  ofNetwork(network: string): string {
    return this.of('network', network).toString('hex');
  }
}
