import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Replaces auth-service for other services: a JWKS endpoint, and tokens signed with its key. */
export class TokenIssuer {
  readonly #key: CryptoKey;
  readonly #keyId: string;
  readonly #server: Server;

  private constructor(key: CryptoKey, keyId: string, server: Server) {
    this.#key = key;
    this.#keyId = keyId;
    this.#server = server;
  }

  static async start(): Promise<TokenIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const body = JSON.stringify({ keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] });
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(body),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TokenIssuer(privateKey, kid, server);
  }

  /** The settings of a service that trusts this issuer. */
  get environment(): { AUTH_JWKS_URL: string; TOKEN_ISSUER: string; TOKEN_AUDIENCE: string } {
    const { port } = this.#server.address() as AddressInfo;
    return { AUTH_JWKS_URL: `http://127.0.0.1:${port}/`, TOKEN_ISSUER: 'https://auth.test', TOKEN_AUDIENCE: 'fairway' };
  }

  async tokenFor(accountId: string, roles: readonly string[] = ['user'], issuedAtMs = Date.now()): Promise<string> {
    return new SignJWT({ roles })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: this.#keyId })
      .setSubject(accountId)
      .setIssuer(this.environment.TOKEN_ISSUER)
      .setAudience(this.environment.TOKEN_AUDIENCE)
      .setIssuedAt(new Date(issuedAtMs))
      .setExpirationTime(new Date(issuedAtMs + 5 * 60_000))
      .sign(this.#key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
