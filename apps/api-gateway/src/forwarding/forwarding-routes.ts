import { urlVariableOf } from '@fairway/catalog';
import { type PublicRoute, publicRoutes } from '@fairway/contracts';
import { authenticatedAccount, callerSignal, Problem } from '@fairway/service-kit';
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Gauge } from 'prom-client';
import { Config, upstreams } from '../config.js';
import { ClientAddresses } from '../limits/client-addresses.js';
import { Limits } from '../limits/limits.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { Upstream } from './upstream.js';

/**
 * Serves every public route by forwarding it to its service. Uses plain Fastify routes, because a forwarded body need
 * not be parsed; the services validate.
 */
@Injectable()
export class ForwardingRoutes implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #upstreams: ReadonlyMap<string, Upstream>;

  constructor(
    private readonly config: Config,
    private readonly limits: Limits,
    private readonly addresses: ClientAddresses,
    private readonly host: HttpAdapterHost,
  ) {
    const options = { timeoutMs: config.UPSTREAM_TIMEOUT_MS };
    this.#upstreams = new Map(
      upstreams.map((name) => [name, new Upstream(name, config[urlVariableOf(name)], options)]),
    );
  }

  // Not in onModuleInit: Nest sets the error handler after it, and plugins inherit the handler when they are
  // registered.
  async onApplicationBootstrap(): Promise<void> {
    exposeCircuits(this.#upstreams);
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    await fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      for (const route of publicRoutes.filter(({ access }) => access === 'anybody')) this.#forward(scope, route);
      await scope.register(async (signedIn) => {
        await signedIn.register(rateLimit, this.#accountLimit());
        for (const route of publicRoutes.filter(({ access }) => access !== 'anybody')) this.#forward(signedIn, route);
      });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map((upstream) => upstream.close()));
  }

  /** Accounts have their own limit, because many of them may share an address. */
  #accountLimit(): RateLimitPluginOptions {
    return {
      timeWindow: 60_000,
      max: this.config.RATE_LIMIT_API_PER_MINUTE,
      // After onRequest, which has checked the token.
      hook: 'preParsing',
      keyGenerator: (request) => authenticatedAccount(request).id,
      // RateLimit-Limit, -Remaining and -Reset, as in draft-ietf-httpapi-ratelimit-headers.
      enableDraftSpec: true,
      errorResponseBuilder: (_request, { after }) =>
        new Problem('rate_limited', { detail: `Wait ${after} before the next request.` }),
      onExceeded: (_request, accountId) => this.limits.reportAccount(accountId),
    };
  }

  #forward(scope: FastifyInstance, route: PublicRoute): void {
    const upstream = this.#upstreams.get(route.service);
    if (upstream === undefined)
      throw new Error(
        `${route.operationId} belongs to ${route.service}, which the gateway does not call: add it to the "calls" of api-gateway in catalog/src/services.ts.`,
      );
    const repeatable = route.method === 'GET' || route.idempotent === true;
    scope.route({
      method: route.method,
      url: route.path,
      // Checked before the body is read, so that no bytes are buffered for a caller without a token.
      onRequest: async (request, reply) => {
        if (route.access === 'anybody') this.limits.admitStranger(request, reply);
        else await this.limits.admitToken(request, reply);
        // Services read only the query parameters they know. A misspelled or misplaced one must not be ignored
        // silently.
        if (route.query === undefined && Object.keys(Object(request.query)).length > 0) {
          throw new Problem('validation_failed', {
            errors: [{ pointer: '/query', detail: 'This address accepts no query.' }],
          });
        }
      },
      handler: async (request, reply) => {
        if (route.body === undefined && hasBody(request)) {
          throw new Problem('validation_failed', {
            errors: [{ pointer: '', detail: 'This address accepts no body.' }],
          });
        }
        const answer = await upstream.send({
          method: route.method,
          path: request.url,
          headers: requestHeaders(request.headers, this.addresses.of(request)),
          body: Buffer.isBuffer(request.body) ? request.body : null,
          repeatable,
          callerSignal: () => callerSignal(request),
        });
        return reply.code(answer.status).headers(answerHeaders(answer.headers)).send(answer.body);
      },
    });
  }
}

function exposeCircuits(peers: ReadonlyMap<string, Upstream>): void {
  new Gauge({
    name: 'circuit_breaker_open',
    help: '1 while the service does not answer, so that requests to it are refused and it gets one probe per second; 0 otherwise',
    labelNames: ['peer'],
    collect() {
      for (const [peer, { isDown }] of peers) this.set({ peer }, isDown ? 1 : 0);
    },
  });
}

/** Fastify does not read the body of a GET, so only its headers show that there is one. */
function hasBody({ body, headers }: FastifyRequest): boolean {
  if (Buffer.isBuffer(body)) return body.length > 0;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
