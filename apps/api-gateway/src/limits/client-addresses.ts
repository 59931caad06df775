import { ipAddress, logger } from '@fairway/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config.js';

/**
 * The IP address that a request comes from. Each trusted proxy appends the address it saw to X-Forwarded-For, so the
 * client's address is that many entries from the end; the client wrote the earlier ones.
 */
@Injectable()
export class ClientAddresses {
  readonly #trustedProxies: number;
  #warned = false;

  constructor(@Inject(Config) { TRUSTED_PROXIES }: Pick<Config, 'TRUSTED_PROXIES'>) {
    this.#trustedProxies = TRUSTED_PROXIES;
  }

  of({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): string {
    const header = headers['x-forwarded-for'];
    if (typeof header !== 'string') return ip;
    if (this.#trustedProxies === 0) {
      this.#warnOnce();
      return ip;
    }
    return ipAddress(header.split(',').at(-this.#trustedProxies) ?? '') ?? ip;
  }

  /** Behind a proxy that is not configured, all clients look like one. */
  #warnOnce(): void {
    if (this.#warned) return;
    this.#warned = true;
    logger.warn(
      'X-Forwarded-For is ignored because TRUSTED_PROXIES is 0. If a load balancer is in front, all clients share its address and its limits: set TRUSTED_PROXIES to the number of balancers. Otherwise a client made the header up',
    );
  }
}
