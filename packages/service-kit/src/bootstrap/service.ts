import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlatformConfig } from '../config/service-entry.js';
import type { AnswerHeaders } from '../http/answer-headers.js';
import { exposeHealth } from '../health/health-metric.js';
import { HealthRegistry } from '../health/health-registry.js';
import { portOf } from '../health/listen.js';
import { ManagementServer, type ServicePhase } from '../health/management-server.js';
import { InFlightRequests } from '../http/in-flight-requests.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { RequestValidationPipe } from '../http/request-validation.pipe.js';
import { collectProcessMetrics } from '../metrics/metrics-registry.js';
import { logger } from '../telemetry/logger.js';
import { nestLogger } from '../telemetry/nest-logger.js';
import { startTracing } from '../telemetry/tracing.js';
import { drainHttp } from './drain-http.js';
import { createFastifyAdapter } from './fastify-adapter.js';

/**
 * Share of the shutdown grace for open requests; consumers (up to 7 s), the relay (3 s), pools (2 s) and traces need
 * the rest.
 */
const requestsShare = 0.4;

export interface ServiceDefinition {
  /** The name in the catalogue. */
  readonly name: string;
  readonly config: PlatformConfig;
  readonly root: (health: HealthRegistry) => DynamicModule;
  readonly answerHeaders: AnswerHeaders;
}

/** A service without the process around it, which has the signals and exit codes. */
export class Service {
  readonly #definition: ServiceDefinition;
  readonly #health = new HealthRegistry();
  readonly #inFlight = new InFlightRequests();
  readonly #management = new ManagementServer(this.#health, () => this.#phase);
  #phase: ServicePhase = 'starting';
  #tracing: { stop(): Promise<void> } | undefined;
  #app: NestFastifyApplication | undefined;

  constructor(definition: ServiceDefinition) {
    this.#definition = definition;
  }

  /**
   * Resolves when the API answers requests. Health answers from the first moment and reports what the start waits for.
   */
  async start(): Promise<{ port: number; managementPort: number }> {
    const { name, config, root } = this.#definition;
    logger.setBindings({ service: name });
    logger.level = config.LOG_LEVEL;
    collectProcessMetrics();
    exposeHealth(this.#health);
    this.#tracing = startTracing({
      service: name,
      otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      sampleRatio: config.TRACE_SAMPLE_RATIO,
    });
    const managementPort = await this.#management.listen(config.MANAGEMENT_PORT, config.HOST);
    const app = await this.#createApp(root(this.#health));
    this.#app = app;
    await app.init();
    // `app.listen` logs a failure itself, so every failed start would be logged twice.
    await app.getHttpAdapter().getInstance().listen({ port: config.PORT, host: config.HOST });
    const port = portOf(app.getHttpServer());
    if (this.#phase === 'starting') this.#phase = 'running';
    logger.info({ port, managementPort }, 'listening');
    return { port, managementPort };
  }

  /**
   * Order of a stop: not ready; no new connections; open requests are answered; Nest's shutdown hooks run (consumers
   * drain, the relay flushes, pools close); health ends last, so probes see the whole stop.
   */
  async stop(): Promise<void> {
    this.#phase = 'stopping';
    const { config } = this.#definition;
    if (this.#app !== undefined) {
      await drainHttp(this.#app.getHttpServer(), this.#inFlight, config.SHUTDOWN_GRACE_MS * requestsShare);
      await this.#app.close();
    }
    await this.#management.close();
    await this.#tracing?.stop();
  }

  async #createApp(root: DynamicModule): Promise<NestFastifyApplication> {
    const adapter = createFastifyAdapter(this.#inFlight, this.#definition.answerHeaders);
    const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
      logger: nestLogger,
      // The adapter has its own parser, for JSON only.
      bodyParser: false,
      abortOnError: false,
    });
    app.useGlobalPipes(new RequestValidationPipe());
    app.useGlobalFilters(new ProblemFilter());
    return app;
  }
}
