import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.js';

const request = (forwardedFor?: string) => ({
  ip: '10.0.1.7',
  headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
});

describe('the client address', () => {
  it('is the peer when no proxy is trusted, whatever the client claims', () => {
    expect(clientAddress(request('203.0.113.9'), 0)).toBe('10.0.1.7');
  });

  it('is what the nearest trusted proxy saw, not what the client put before it', () => {
    expect(clientAddress(request('1.2.3.4, 203.0.113.9'), 1)).toBe('203.0.113.9');
    expect(clientAddress(request('1.2.3.4, 203.0.113.9, 10.0.1.8'), 2)).toBe('203.0.113.9');
  });

  it('is the peer when a trusted proxy added nothing', () => {
    expect(clientAddress(request(), 1)).toBe('10.0.1.7');
  });
});
