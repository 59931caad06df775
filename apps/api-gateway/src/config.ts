import { pseudonymEnv, settings } from '@fairway/service-kit';
import { z } from 'zod';

const serviceUrl = (service: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' })
    .describe(`Base URL of ${service}`)
    .meta({ example });

export class Config extends settings({
  PSEUDONYM_KEY: pseudonymEnv.PSEUDONYM_KEY.describe(
    'Key of the hashes that stand for networks in security events, the same as auth-service’s; without it each process makes one',
  ),
  AUTH_SERVICE_URL: serviceUrl('auth-service', 'http://127.0.0.1:4001'),
  USER_SERVICE_URL: serviceUrl('user-service', 'http://127.0.0.1:4002'),
  ORDER_SERVICE_URL: serviceUrl('order-service', 'http://127.0.0.1:4003'),
  EVENT_PROCESSOR_URL: serviceUrl('event-processor', 'http://127.0.0.1:4004'),
  UPSTREAM_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(10_000)
    .describe('Deadline of a request, all waits for its service included; after that the caller gets 503 or 504'),
  RATE_LIMIT_AUTH_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe('Requests per minute from one network (an IPv4 address, or a /64 of IPv6) to routes that need no token, and as many with refused tokens; per gateway process'),
  RATE_LIMIT_API_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(6_000)
    .describe('Requests per minute of one account, as many with its expired tokens, and as many without a token from one network; per gateway process'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Load balancers in front whose X-Forwarded-For entry is believed: 1 behind an ALB'),
}) {}
