import type { FastifyRequest } from 'fastify';

/**
 * The address that a request comes from. Each trusted proxy appends to X-Forwarded-For the address it saw, so the
 * client's is that many entries from the end; what stands before it is whatever the client wrote.
 */
export function clientAddress({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>, trustedProxies: number): string {
  const header = headers['x-forwarded-for'];
  if (trustedProxies === 0 || typeof header !== 'string') return ip;
  return header.split(',').at(-trustedProxies)?.trim() ?? ip;
}
