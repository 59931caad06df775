import { describe, expect, it } from 'vitest';
import { ClientAddresses } from './client-addresses.js';

const addressOf = (trustedProxies: number, forwardedFor?: string) =>
  new ClientAddresses({ TRUSTED_PROXIES: trustedProxies }).of({
    ip: '10.0.1.7',
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  });

describe('the client address', () => {
  it("is the peer's when no proxy is trusted, whatever the client claims", () => {
    expect(addressOf(0, '203.0.113.9')).toBe('10.0.1.7');
  });

  it('is the one that the nearest trusted proxy saw, not one that the client added', () => {
    expect(addressOf(1, '1.2.3.4, 203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf(2, '1.2.3.4, 203.0.113.9, 10.0.1.8')).toBe('203.0.113.9');
  });

  it.each([undefined, '', 'unknown', '1.2.3.4, '])(
    "is the peer's when a trusted proxy added no address: %j",
    (forwardedFor) => {
      expect(addressOf(1, forwardedFor)).toBe('10.0.1.7');
    },
  );

  it('has no port, even when the proxy adds one', () => {
    expect(addressOf(1, '203.0.113.9:50123')).toBe('203.0.113.9');
    expect(addressOf(1, '[2001:db8::1]:50123')).toBe('2001:db8::1');
  });
});
