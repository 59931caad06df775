import { randomBytes } from 'node:crypto';
import {
  authenticate,
  countSecurityEvent,
  ExpiredTokenError,
  networkOf,
  Problem,
  Pseudonyms,
  securityEvent,
  TokenVerifier,
} from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config.js';
import { ClientAddresses } from './client-addresses.js';
import { type Allowance, RequestCounts } from './request-counts.js';

const reportedMax = 1_000;

/** Rate limits for callers that the account limit does not cover: those that are not, or not yet, authenticated. */
@Injectable()
export class Limits {
  readonly #counts = new RequestCounts();
  readonly #pseudonyms: Pseudonyms;
  readonly #reported = new Set<string>();
  #reportedMinute = 0;

  constructor(
    private readonly config: Config,
    private readonly verifier: TokenVerifier,
    private readonly addresses: ClientAddresses,
  ) {
    this.#pseudonyms = new Pseudonyms(config.PSEUDONYM_KEY?.reveal() ?? randomBytes(32).toString('hex'));
  }

  /**
   * For a public route.
   * @throws Problem `rate_limited`
   */
  admitStranger(request: FastifyRequest, reply: FastifyReply): void {
    this.#take(`stranger ${this.#networkOf(request)}`, this.config.RATE_LIMIT_AUTH_PER_MINUTE, request, reply);
  }

  /**
   * For a route that needs a token. Refused tokens count against their network; over its limit no further signature is
   * checked for that network, but a remembered token still passes. Expired tokens count against their account, because
   * every client sends some.
   *
   * @throws Problem `rate_limited`, and what `authenticate` throws
   */
  async admitToken(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      await authenticate(this.verifier, request, () => this.#refuseAfterRefusals(request, reply));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#countRefusal(error, request, reply);
      throw error;
    }
  }

  /** Reports an account that is over its own limit. */
  reportAccount(userId: string): void {
    this.#report(`account ${userId}`, { userId });
  }

  #refuseAfterRefusals(request: FastifyRequest, reply: FastifyReply): void {
    const max = this.config.RATE_LIMIT_AUTH_PER_MINUTE;
    const allowance = this.#counts.peek(`token_invalid ${this.#networkOf(request)}`, max);
    if (!allowance.allowed) this.#refuse(allowance, max, request, reply);
  }

  #countRefusal({ code, cause }: Problem, request: FastifyRequest, reply: FastifyReply): void {
    const { RATE_LIMIT_API_PER_MINUTE, RATE_LIMIT_AUTH_PER_MINUTE } = this.config;
    if (cause instanceof ExpiredTokenError)
      return this.#take(`expired ${cause.accountId}`, RATE_LIMIT_API_PER_MINUTE, request, reply);
    const network = this.#networkOf(request);
    // A missing token costs us next to nothing.
    if (code !== 'token_invalid') return this.#take(`${code} ${network}`, RATE_LIMIT_API_PER_MINUTE, request, reply);
    this.#take(`${code} ${network}`, RATE_LIMIT_AUTH_PER_MINUTE, request, reply);
    securityEvent(
      'token_refused',
      { network: this.#pseudonyms.ofNetwork(network) },
      'a token that is forged, damaged or for others',
    );
  }

  #take(key: string, max: number, request: FastifyRequest, reply: FastifyReply): void {
    const allowance = this.#counts.take(key, max);
    if (!allowance.allowed) this.#refuse(allowance, max, request, reply);
    reply.headers(headersOf(allowance, max));
  }

  #refuse(allowance: Allowance, max: number, request: FastifyRequest, reply: FastifyReply): never {
    const network = this.#networkOf(request);
    this.#report(`network ${network}`, { network: this.#pseudonyms.ofNetwork(network) });
    reply.headers(headersOf(allowance, max));
    throw new Problem('rate_limited', {
      detail: `Wait ${allowance.resetSeconds} seconds before the next request.`,
      headers: { 'retry-after': String(allowance.resetSeconds) },
    });
  }

  /** Logs one line per minute and account or network; counts all refusals. */
  #report(about: string, fields: { network: string } | { userId: string }): void {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.#reportedMinute) this.#reported.clear();
    this.#reportedMinute = minute;
    if (this.#reported.has(about) || this.#reported.size >= reportedMax) {
      countSecurityEvent('rate_limited');
      return;
    }
    this.#reported.add(about);
    securityEvent('rate_limited', fields, 'requests over the limit are refused');
  }

  #networkOf(request: FastifyRequest): string {
    return networkOf(this.addresses.of(request));
  }
}

/** As in draft-ietf-httpapi-ratelimit-headers. */
function headersOf({ remaining, resetSeconds }: Allowance, max: number): Record<string, string> {
  return {
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  };
}
