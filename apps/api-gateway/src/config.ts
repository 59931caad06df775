import { defaultPortBase, services, type UrlVariable, urlVariableOf } from '@fairway/catalog';
import { httpUrl, integer, pseudonymEnv, settings } from '@fairway/service-kit';
import type { z } from 'zod';

/** The services behind the gateway. */
export const upstreams = services['api-gateway'].calls;
type Upstream = (typeof upstreams)[number];

const urlOf = (name: Upstream) =>
  httpUrl
    .describe(`Base URL of ${name}`)
    .meta({ example: `http://127.0.0.1:${defaultPortBase + services[name].portOffset}` });

const urls = Object.fromEntries(upstreams.map((name) => [urlVariableOf(name), urlOf(name)])) as {
  readonly [Name in Upstream as UrlVariable<Name>]: z.ZodURL;
};

export class Config extends settings({
  PSEUDONYM_KEY: pseudonymEnv.PSEUDONYM_KEY.describe(
    'Key of the hashes that replace networks in security events, the same as auth-service’s; without it each process generates one',
  ),
  ...urls,
  UPSTREAM_TIMEOUT_MS: integer
    .min(100)
    .default(10_000)
    .describe('Deadline of a request, including all waits for its service; after that the caller gets 503 or 504'),
  RATE_LIMIT_AUTH_PER_MINUTE: integer
    .min(1)
    .default(60)
    .describe(
      'Requests per minute from one network (an IPv4 address, or a /64 of IPv6) to routes that need no token, and as many with refused tokens; per gateway process',
    ),
  RATE_LIMIT_API_PER_MINUTE: integer
    .min(1)
    .default(6_000)
    .describe(
      'Requests per minute of one account, as many with its expired tokens, and as many without a token from one network; per gateway process',
    ),
  TRUSTED_PROXIES: integer
    .min(0)
    .default(0)
    .describe('Number of load balancers in front whose X-Forwarded-For entry is trusted: 1 behind an ALB'),
}) {}
