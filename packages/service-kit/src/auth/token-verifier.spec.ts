import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../health/listen.js';
import { TokenVerifier } from './token-verifier.js';

const issuer = 'fairway-auth';
const audience = 'fairway-api';
const account = { id: '01a20709-fc89-7ed0-afef-f68da53a7446', roles: ['user', 'admin'] };

let published: JWK[];
let keyRequests: number;
let server: Server;
let port: number;
let key: CryptoKey;
let publicJwk: JWK;
let verifier: TokenVerifier;

async function newKey(kid: string, alg = 'EdDSA'): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

interface TokenParts {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey | Uint8Array;
}

function claimsOf(changes: Record<string, unknown> = {}): JWTPayload {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return {
    sub: account.id,
    roles: account.roles,
    iss: issuer,
    aud: audience,
    iat: nowSeconds,
    exp: nowSeconds + 300,
    ...changes,
  };
}

function token(parts: TokenParts = {}): Promise<string> {
  return new SignJWT(claimsOf(parts.claims))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'first', ...parts.header })
    .sign(parts.key ?? key);
}

async function serveKeys(atPort = 0): Promise<void> {
  server = createServer((_, response) => {
    keyRequests += 1;
    response.end(JSON.stringify({ keys: published }));
  });
  port = await listen(server, atPort, '127.0.0.1');
}

async function stopServingKeys(): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

beforeEach(async () => {
  keyRequests = 0;
  const { privateKey, jwk } = await newKey('first');
  key = privateKey;
  publicJwk = jwk;
  published = [jwk];
  await serveKeys();
  verifier = new TokenVerifier({ jwksUrl: `http://127.0.0.1:${port}/jwks.json`, issuer, audience });
});

afterEach(async () => {
  vi.useRealTimers();
  await stopServingKeys();
});

const refused = (code: string) => expect.objectContaining({ code });
const verify = async (text: string) => verifier.verify(text);
const outcome = (text: string) =>
  verify(text).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );
const laterByMs = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe('a valid access token', () => {
  it('names its account', async () => {
    expect(await verify(await token())).toEqual(account);
  });

  it('is verified once and answered from memory afterwards', async () => {
    const text = await token();
    await verify(text);
    expect(verifier.verify(text)).toEqual(account);
    expect(keyRequests).toBe(1);
  });

  it('expires on time even when it is remembered', async () => {
    const text = await token();
    await verify(text);
    laterByMs(301_000);
    await expect(verify(text)).rejects.toEqual(refused('token_invalid'));
  });

  it('is forgotten after 10,000 newer ones', async () => {
    const texts = await Promise.all(Array.from({ length: 10_001 }, (_, n) => token({ claims: { jti: String(n) } })));
    for (const text of texts) await verify(text);
    expect(verifier.verify(texts[1] ?? '')).toEqual(account);
    expect(verifier.verify(texts[0] ?? '')).toBeInstanceOf(Promise);
  });
});

describe('an invalid access token is refused as token_invalid:', () => {
  const badTokens: [string, () => Promise<string> | string][] = [
    ['that is not a JWT', () => 'abc'],
    ['expired', () => token({ claims: { exp: Math.floor(Date.now() / 1_000) - 1 } })],
    ['with a lifetime over five minutes', () => token({ claims: { exp: Math.floor(Date.now() / 1_000) + 301 } })],
    ['with a lifetime of ten years', () => token({ claims: { exp: Math.floor(Date.now() / 1_000) + 315_360_000 } })],
    [
      'issued in the future',
      () => token({ claims: { iat: Math.floor(Date.now() / 1_000) + 60, exp: Math.floor(Date.now() / 1_000) + 120 } }),
    ],
    ['without a time of issue', () => token({ claims: { iat: undefined } })],
    ['without an expiry', () => token({ claims: { exp: undefined } })],
    ['not valid yet', () => token({ claims: { nbf: Math.floor(Date.now() / 1_000) + 60 } })],
    ['for another audience', () => token({ claims: { aud: 'another-api' } })],
    ['without an audience', () => token({ claims: { aud: undefined } })],
    ['of another issuer', () => token({ claims: { iss: 'somebody' } })],
    ['without a subject', () => token({ claims: { sub: undefined } })],
    ['with a subject that is not a UUID', () => token({ claims: { sub: 'account-1' } })],
    ['without roles', () => token({ claims: { roles: undefined } })],
    ['with an unknown role', () => token({ claims: { roles: ['root'] } })],
    ['of another type', () => token({ header: { typ: 'JWT' } })],
    ['without a type', () => token({ header: { typ: undefined } })],
    ['of an unknown key', () => token({ header: { kid: 'unknown' } })],
    ['unsigned (alg none)', () => new UnsecuredJWT(claimsOf()).encode()],
    ['unsigned, with a header that says EdDSA', async () => (await token()).replace(/[^.]+$/, '')],
    [
      'with changed claims',
      async () => {
        const [header, , signature] = (await token()).split('.');
        return `${header}.${Buffer.from(JSON.stringify(claimsOf({ sub: 'account-2' }))).toString('base64url')}.${signature}`;
      },
    ],
    [
      'signed with the public key as an HMAC secret',
      () => {
        const secret = Buffer.from(publicJwk.x ?? '', 'base64url');
        return token({ header: { alg: 'HS256' }, key: secret });
      },
    ],
    [
      'signed with a key in its own header',
      async () => {
        const { privateKey, jwk } = await newKey('first');
        return token({ header: { jwk, jku: `http://127.0.0.1:${port}/evil.json` }, key: privateKey });
      },
    ],
    [
      'of another algorithm whose key is published',
      async () => {
        const { privateKey, jwk } = await newKey('second', 'ES256');
        published.push(jwk);
        return token({ header: { alg: 'ES256', kid: 'second' }, key: privateKey });
      },
    ],
  ];

  it.each(badTokens)('%s', async (_, make) => {
    await expect(verify(await make())).rejects.toEqual(refused('token_invalid'));
  });

  it('and is not remembered', async () => {
    const text = await token({ claims: { aud: 'another-api' } });
    await expect(verify(text)).rejects.toEqual(refused('token_invalid'));
    await expect(verify(text)).rejects.toEqual(refused('token_invalid'));
  });
});

describe('the verification keys', () => {
  it('give service_unavailable, not token_invalid, when they cannot be fetched', async () => {
    await stopServingKeys();
    await expect(verify(await token())).rejects.toMatchObject({
      code: 'service_unavailable',
      headers: { 'retry-after': '1' },
    });
    await serveKeys(port);
    laterByMs(1_001);
    expect(await verify(await token())).toEqual(account);
  });

  it('are fetched once for concurrent requests, and again only a second after a failure', async () => {
    server.removeAllListeners('request').on('request', (request) => {
      keyRequests += 1;
      request.socket.destroy();
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const texts = await Promise.all(Array.from({ length: 20 }, (_, n) => token({ claims: { jti: String(n) } })));
    const answers = await Promise.allSettled(texts.map(verify));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(verify(await token())).rejects.toEqual(refused('service_unavailable'));
    expect(keyRequests).toBe(1);
    laterByMs(1_001);
    await expect(verify(await token())).rejects.toEqual(refused('service_unavailable'));
    expect(keyRequests).toBe(2);
  });

  it('keep serving when a token names an unknown key while auth-service is down', async () => {
    await verify(await token());
    await stopServingKeys();
    laterByMs(31_000);
    await expect(verify(await token({ header: { kid: 'unknown' } }))).rejects.toEqual(refused('service_unavailable'));
    expect(await verify(await token())).toEqual(account);
  });

  it('give service_unavailable when the answer is not a key set', async () => {
    published = [{ kty: 'nonsense' }];
    server.removeAllListeners('request').on('request', (_, response) => response.end('<html>'));
    await expect(verify(await token())).rejects.toEqual(refused('service_unavailable'));
  });

  it('are not fetched from the target of a redirect', async () => {
    server.removeAllListeners('request').on('request', ({ url }, response) => {
      if (url === '/elsewhere.json') response.end(JSON.stringify({ keys: published }));
      else response.writeHead(302, { location: '/elsewhere.json' }).end();
    });
    await expect(verify(await token())).rejects.toEqual(refused('service_unavailable'));
  });

  it('are fetched again for a token that names a new key', async () => {
    await verify(await token());
    const { privateKey, jwk } = await newKey('second');
    published.push(jwk);
    laterByMs(31_000);
    expect(await verify(await token({ header: { kid: 'second' }, key: privateKey }))).toEqual(account);
  });

  it('are not fetched for every token that names an unknown key', async () => {
    await verify(await token());
    for (const kid of ['a', 'b', 'c']) {
      await expect(verify(await token({ header: { kid } }))).rejects.toEqual(refused('token_invalid'));
    }
    expect(keyRequests).toBe(1);
  });

  it('keep verifying new tokens while auth-service is down', async () => {
    await verify(await token());
    await stopServingKeys();
    laterByMs(3_600_000);
    expect(await verify(await token())).toEqual(account);
  });

  it('are renewed every minute; withdrawn keys and their tokens, remembered ones too, are refused afterwards', async () => {
    const [known, unknown] = [await token(), await token({ claims: { jti: 'unknown' } })];
    await verify(known);
    published = [(await newKey('second')).jwk];
    laterByMs(59_000);
    expect(verifier.verify(known)).toEqual(account);
    expect(keyRequests).toBe(1);
    laterByMs(2_000);
    // This call still passes: it starts the renewal in the background.
    expect(verifier.verify(known)).toEqual(account);
    await expect.poll(() => outcome(known)).toBe('token_invalid');
    await expect(verify(unknown)).rejects.toEqual(refused('token_invalid'));
    expect(keyRequests).toBe(2);
  });

  it('keep their remembered tokens when a renewal brings the same keys', async () => {
    const text = await token();
    await verify(text);
    laterByMs(61_000);
    verifier.verify(text);
    await expect.poll(() => keyRequests).toBe(2);
    // The answer to the next token comes after that to the renewal.
    await verify(await token({ claims: { jti: 'next' } }));
    expect(verifier.verify(text)).toEqual(account);
  });

  it('stay in use when their renewal fails, and the next renewal follows soon', async () => {
    const text = await token();
    await verify(text);
    await stopServingKeys();
    laterByMs(61_000);
    expect(verifier.verify(text)).toEqual(account);
    await serveKeys(port);
    published = [(await newKey('second')).jwk];
    const outcomeLater = () => {
      laterByMs(1_100);
      return outcome(text);
    };
    await expect.poll(outcomeLater).toBe('token_invalid');
  });

  it('are fetched at most twice a minute for keys that do not exist', async () => {
    await verify(await token());
    laterByMs(31_000);
    for (const kid of ['a', 'b', 'c']) {
      await expect(verify(await token({ header: { kid } }))).rejects.toEqual(refused('token_invalid'));
    }
    expect(keyRequests).toBe(2);
  });
});
