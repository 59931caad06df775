import { describe, expect, it } from 'vitest';
import { platformUrl } from './platform-url.js';

describe('the URL of a platform', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com:8443/', 'https://api.example.com:8443'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s is taken', (text, origin) => {
    expect(platformUrl(text)).toBe(origin);
  });

  it.each([
    ['', 'cannot be read'],
    ['api.example.com', 'cannot be read'],
    ['ftp://api.example.com', 'starts with neither'],
    ['canary:canary@api.example.com', 'starts with neither'],
    ['https://canary:canary@api.example.com', 'name or password'],
    ['https://canary@api.example.com', 'name or password'],
    ['http://api.example.com', 'plain http to another machine'],
    ['http://127.0.0.1.example.com', 'plain http to another machine'],
    ['http://0.0.0.0:3000', 'plain http to another machine'],
    ['https://api.example.com/api', 'more than https://api.example.com.'],
    ['https://api.example.com/?token=canary', 'more than https://api.example.com.'],
  ])('%s is a usage error that does not repeat the URL', (text, why) => {
    const error = expect.objectContaining({ code: 'usage', message: expect.stringContaining(why) });
    expect(() => platformUrl(text)).toThrow(error);
    expect(() => platformUrl(text)).not.toThrow(/canary/);
  });
});
