import { z } from 'zod';
import { secret } from './setting.js';

/** A whole number in a setting. */
export const integer = z.coerce.number().int();
/** The URL of an HTTP server in a setting. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' });

const port = integer.min(0).max(65_535);
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a URL that starts with postgresql://' });

/** Settings of every service. A schema spreads the groups it needs: `z.object({ ...serviceEnv, ...databaseEnv })`. */
export const serviceEnv = {
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('Lowest level that is logged; below info there are no access lines'),
  HOST: z.string().default('0.0.0.0').describe('Address that the API and the management port bind to'),
  PORT: port.describe('Port of the API; 0 picks a free one').meta({ example: '4003' }),
  MANAGEMENT_PORT: port.describe('Port of health and metrics, never exposed to the internet').meta({ example: '4103' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe('OTLP/HTTP receiver of traces; without it traces are not recorded')
    .meta({ example: 'http://127.0.0.1:4318' }),
  TRACE_SAMPLE_RATIO: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of the traces started here that are recorded, 0 to 1; a caller’s decision is kept'),
  SHUTDOWN_GRACE_MS: integer
    .min(0)
    .default(25_000)
    .describe('Time a stop may take before the process exits with unfinished work'),
};

/** Settings of a service with a database. */
export const databaseEnv = {
  DATABASE_URL: secret(postgresUrl)
    .describe('The service’s own database')
    .meta({ example: 'postgresql://user_service:PASSWORD@127.0.0.1:4032/users' }),
  DATABASE_POOL_SIZE: integer.min(1).max(100).default(10).describe('Maximum number of database connections'),
};

export const kafkaEnv = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'each broker is host:port')).min(1))
    .describe('Bootstrap brokers, host:port, separated by commas')
    .meta({ example: '127.0.0.1:4092' }),
  KAFKA_MSK_IAM_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as us-east-1')
    .optional()
    .describe(
      'AWS region of the MSK cluster, reached over TLS with the IAM role of the process; without it the connection to the brokers is plaintext and not authenticated',
    ),
};

/** Settings of a service that writes pseudonyms. */
export const pseudonymEnv = {
  PSEUDONYM_KEY: secret(z.string().min(32))
    .optional()
    .describe('Key of the hashes that replace accounts and networks in security events; the same for all services')
    .meta({ example: '"$(openssl rand -base64 32)"' }),
};

/** Settings of a service that verifies access tokens. */
export const tokenEnv = {
  AUTH_JWKS_URL: httpUrl
    .describe('URL where auth-service publishes the public keys of access tokens')
    .meta({ example: 'http://127.0.0.1:4001/.well-known/jwks.json' }),
  TOKEN_ISSUER: z.string().describe('Issuer that access tokens must name (iss)').meta({ example: 'fairway-auth' }),
  TOKEN_AUDIENCE: z.string().describe('Audience that access tokens must name (aud)').meta({ example: 'fairway-api' }),
};
