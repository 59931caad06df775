export { Public, Roles } from './auth/access.decorators.js';
export type { Account } from './http/account.js';
export { authenticate, authenticatedAccount } from './auth/authenticate.js';
export { accountOf, CurrentAccount } from './auth/current-account.decorator.js';
export {
  accessTokenLifetimeSeconds,
  ExpiredTokenError,
  TokenVerifier,
  type AuthOptions,
} from './auth/token-verifier.js';
export { type DefinedService, defineService, type ServiceParts } from './bootstrap/define-service.js';
export { type ServiceEntry, settingsSchema } from './config/service-entry.js';
export { ConfigError, type SettingProblem } from './config/config-error.js';
export { describeConfig, type SettingRow } from './config/describe-config.js';
/** @public */
export { databaseEnv, httpUrl, integer, pseudonymEnv, tokenEnv } from './config/env-groups.js';
export { loadConfig } from './config/load-config.js';
export { Redacted } from './config/redacted.js';
export { secret } from './config/setting.js';
export { type ConfigClass, settings } from './config/settings.js';
/** @public */
export { secondDataSource } from './database/database.module.js';
export { createDataSource, type DataSourceSettings } from './database/data-source.js';
export { AfterCommit } from './database/after-commit.js';
export { HourlyPruning } from './database/hourly-pruning.js';
export { pgPoolOf } from './database/pg-pool.js';
/** @public */
export { HealthRegistry, type CheckReport, type ReadinessCheck } from './health/health-registry.js';
export { CallerSignal, callerSignal } from './http/caller-signal.js';
export { ipAddress, networkOf } from './http/client-network.js';
/** @public */
export { cursorCodec, type CursorCodec, type Page } from './http/cursor.js';
export { IdempotencyKey } from './http/idempotency-key.js';
export { Problem, type FieldError, type ProblemOptions } from './http/problem.js';
/** @public */
export { requestFingerprint } from './http/request-fingerprint.js';
export { addLogFields, type LogFields } from './telemetry/log-fields.js';
export { logger } from './telemetry/logger.js';
export { Pseudonyms } from './telemetry/pseudonyms.js';
export { exemplarOf, histogramWithExemplars } from './metrics/exemplars.js';
export { gaugesReadOnScrape } from './metrics/gauges-read-on-scrape.js';
export { countSecurityEvent } from './metrics/security-metrics.js';
export { securityEvent } from './telemetry/security-events.js';
export { ClientSpan, type OutgoingRequest } from './telemetry/client-span.js';
export { outgoingHeaders } from './telemetry/outgoing-headers.js';
export { HandlesEvent } from './messaging/handles-event.js';
export { CircuitBreaker } from './resilience/circuit-breaker.js';
export { NoSlotError, Slots } from './resilience/slots.js';
