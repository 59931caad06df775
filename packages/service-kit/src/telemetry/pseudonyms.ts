import { createHmac, hkdfSync } from 'node:crypto';

const bytes = 16;

/**
 * Stable pseudonyms for accounts and networks, in logs and tables: equal texts get equal pseudonyms, and only the
 * holder of the key can tell which text it was.
 */
export class Pseudonyms {
  readonly #key: Buffer;

  /** @param secret separated by key derivation from its other uses */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'fairway pseudonyms', 32));
  }

  /** @param kind separates an account from a network of the same spelling */
  of(kind: string, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${kind} ${text}`).digest().subarray(0, bytes);
  }

  ofNetwork(network: string): string {
    return this.of('network', network).toString('hex');
  }
}
