import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const prefix = 'whsec_';

/** Whether a text is a symmetric secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(text: string): boolean {
  const base64 = text.slice(prefix.length);
  const key = Buffer.from(base64, 'base64');
  return text.startsWith(prefix) && key.toString('base64') === base64 && key.length >= 24 && key.length <= 64;
}

/** Signs as specified by Standard Webhooks 1.0 (https://www.standardwebhooks.com), symmetric, version v1. */
export class WebhookSigner {
  readonly #key: KeyObject;

  constructor(secret: string) {
    this.#key = createSecretKey(secret.slice(prefix.length), 'base64');
  }

  /**
   * The three headers of one attempt; `timestampSeconds` is the time of the attempt, so that the receiver can refuse
   * old ones.
   */
  headers(id: string, timestampSeconds: number, body: string): Record<string, string> {
    const digest = createHmac('sha256', this.#key).update(`${id}.${timestampSeconds}.${body}`).digest('base64');
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': `v1,${digest}`,
    };
  }
}
