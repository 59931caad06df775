import { type PublicRoute, publicRoutes } from '@fairway/contracts';
import { authenticate, callerSignal, CONFIG, Problem, TokenVerifier } from '@fairway/service-kit';
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';
import { clientAddress } from './client-address.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { Upstream } from './upstream.js';

/**
 * Serves every public route by sending it on to its service. Plain Fastify routes, since a body that is only passed on
 * need not be parsed; the services validate.
 */
@Injectable()
export class ForwardingRoutes implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #upstreams: ReadonlyMap<string, Upstream>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly verifier: TokenVerifier,
    private readonly host: HttpAdapterHost,
  ) {
    const options = { timeoutMs: config.UPSTREAM_TIMEOUT_MS };
    this.#upstreams = new Map([
      ['auth-service', new Upstream('auth-service', config.AUTH_SERVICE_URL, options)],
      ['user-service', new Upstream('user-service', config.USER_SERVICE_URL, options)],
      ['order-service', new Upstream('order-service', config.ORDER_SERVICE_URL, options)],
      ['event-processor', new Upstream('event-processor', config.EVENT_PROCESSOR_URL, options)],
    ]);
  }

  // Not in onModuleInit: only after it does Nest set the error handler, which plugins inherit when they are registered.
  async onApplicationBootstrap(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const { RATE_LIMIT_AUTH_PER_MINUTE, RATE_LIMIT_API_PER_MINUTE, TRUSTED_PROXIES } = this.config;
    // Strangers are counted by address, accounts by themselves: many of them may share an address.
    await this.#serve(fastify, publicRoutes.filter(({ access }) => access === 'anybody'), {
      max: RATE_LIMIT_AUTH_PER_MINUTE,
      keyGenerator: (request) => clientAddress(request, TRUSTED_PROXIES),
    });
    await this.#serve(fastify, publicRoutes.filter(({ access }) => access !== 'anybody'), {
      max: RATE_LIMIT_API_PER_MINUTE,
      // After onRequest, which has checked the token.
      hook: 'preParsing',
      keyGenerator: async (request) => (await authenticate(this.verifier, request)).id,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.close()));
  }

  /** Serves routes that share one rate limit. */
  async #serve(fastify: FastifyInstance, routes: readonly PublicRoute[], limit: RateLimitPluginOptions): Promise<void> {
    await fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      await scope.register(rateLimit, {
        timeWindow: 60_000,
        // RateLimit-Limit, -Remaining and -Reset, as draft-ietf-httpapi-ratelimit-headers has them.
        enableDraftSpec: true,
        errorResponseBuilder: (_request, { after }) =>
          new Problem('rate_limited', { detail: `Wait ${after} before the next request.` }),
        ...limit,
      });
      for (const route of routes) this.#forward(scope, route);
    });
  }

  #forward(scope: FastifyInstance, route: PublicRoute): void {
    const upstream = this.#upstreams.get(route.service);
    if (upstream === undefined) throw new Error(`${route.operationId} belongs to ${route.service}, which has no URL.`);
    const repeatable = route.method === 'GET' || route.idempotent === true;
    scope.route({
      method: route.method,
      url: route.path,
      // Before the body is read: who has no token gets no bytes buffered.
      onRequest: async (request) => {
        if (route.access !== 'anybody') await authenticate(this.verifier, request);
      },
      handler: async (request, reply) => {
        const answer = await upstream.send({
          method: route.method,
          path: request.url,
          headers: requestHeaders(request.headers, clientAddress(request, this.config.TRUSTED_PROXIES)),
          body: Buffer.isBuffer(request.body) ? request.body : null,
          repeatable,
          callerSignal: () => callerSignal(request),
        });
        return reply.code(answer.status).headers(answerHeaders(answer.headers)).send(answer.body);
      },
    });
  }
}
