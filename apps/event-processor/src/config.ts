import { databaseEnv, httpUrl, integer, secret, settings } from '@fairway/service-kit';
import { z } from 'zod';
import { isWebhookSecret } from './webhook-signature.js';

/** Connections reserved for the API: it answers however busy the consumers keep the others. */
export const readPoolSize = 2;

export class Config extends settings({
  DATABASE_POOL_SIZE: databaseEnv.DATABASE_POOL_SIZE.unwrap()
    .min(4)
    .default(10)
    .describe(`Maximum number of database connections; ${readPoolSize} of them serve the API`),
  PARTNER_WEBHOOK_URL: httpUrl
    .describe('URL of the partner’s webhook endpoint')
    .meta({ example: 'http://127.0.0.1:4005/webhooks' }),
  PARTNER_WEBHOOK_SECRET: secret(
    z.string().refine(isWebhookSecret, 'must be whsec_ followed by the base64 of 24 to 64 bytes'),
  )
    .describe('Secret that signs the webhooks; the partner has the same one')
    .meta({ example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
  PARTNER_WEBHOOK_RETRY_HOURS: integer
    .min(1)
    .max(30 * 24)
    .default(72)
    .describe('Hours for which a webhook is retried; after that it is given up and its order is undeliverable'),
}) {}
