import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { describeConfig } from './describe-config.js';
import { databaseEnv, kafkaEnv, serviceEnv, tokenEnv } from './env-groups.js';
import { loadConfig } from './load-config.js';
import { secret } from './setting.js';

const schema = z.object({
  ...serviceEnv,
  ...databaseEnv,
  ...kafkaEnv,
  API_KEY: secret(
    z.string().refine((key) => key.length > 8, { error: (issue) => `${String(issue.input)} is too short` }),
  )
    .optional()
    .describe('Key of the supplier'),
});

const complete = {
  PORT: '4003',
  MANAGEMENT_PORT: '4103',
  DATABASE_URL: 'postgresql://stock:hunter2@127.0.0.1:4032/stock',
  KAFKA_BROKERS: 'one:9092, two:9093',
};

function errorOf(env: Record<string, string>, of: z.ZodObject = schema): ConfigError {
  try {
    loadConfig('stock-service', of, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

describe('loadConfig', () => {
  it('reads and converts settings and fills in defaults', () => {
    const config = loadConfig('stock-service', schema, complete);
    expect(config).toMatchObject({
      PORT: 4003,
      HOST: '0.0.0.0',
      LOG_LEVEL: 'info',
      TRACE_SAMPLE_RATIO: 0.1,
      SHUTDOWN_GRACE_MS: 25_000,
      DATABASE_POOL_SIZE: 10,
      KAFKA_BROKERS: ['one:9092', 'two:9093'],
    });
    expect(config.OTEL_EXPORTER_OTLP_ENDPOINT).toBeUndefined();
    expect(config.DATABASE_URL.reveal()).toBe(complete.DATABASE_URL);
  });

  it('lists every missing or wrong setting with its description and an example', () => {
    const error = errorOf({ PORT: 'high', KAFKA_BROKERS: 'nowhere', LOG_LEVEL: 'loud' });
    expect(error.problems.map(({ name }) => name)).toEqual([
      'LOG_LEVEL',
      'PORT',
      'MANAGEMENT_PORT',
      'DATABASE_URL',
      'KAFKA_BROKERS',
    ]);
    expect(error.message).toContain('stock-service cannot start. 5 settings need attention');
    expect(error.message).toContain('PORT is wrong: "high"');
    expect(error.message).toContain('KAFKA_BROKERS is wrong: "nowhere": each broker is host:port');
    expect(error.message).toContain(
      'DATABASE_URL is missing\n      The service’s own database\n      for example DATABASE_URL=postgresql://',
    );
  });

  it('treats an empty variable as missing and uses the default', () => {
    expect(errorOf({ ...complete, PORT: '' }).message).toContain('PORT is missing');
    expect(loadConfig('stock-service', schema, { ...complete, HOST: '' }).HOST).toBe('0.0.0.0');
  });

  it('shows no secret, whether the setting is wrong or right', () => {
    const wrong = errorOf({ ...complete, DATABASE_URL: 'mysql://root:hunter2@db', API_KEY: 'hunter3' });
    expect(wrong.message).toContain('DATABASE_URL is wrong: must be a URL that starts with postgresql://');
    expect(wrong.message).toContain('API_KEY is wrong: [redacted] is too short');
    const config = loadConfig('stock-service', schema, { ...complete, API_KEY: 'hunter3-and-longer' });
    const shown = [wrong.message, JSON.stringify(wrong), inspect(config, { depth: 9 }), JSON.stringify(config)];
    for (const text of [...shown, `${config.DATABASE_URL}`]) expect(text).not.toMatch(/hunter[23]/);
    expect(JSON.stringify(config)).toContain('"DATABASE_URL":"[redacted]"');
  });

  it('reports a rule across several settings', () => {
    const ports = schema.refine(({ PORT, MANAGEMENT_PORT }) => PORT !== MANAGEMENT_PORT, {
      path: ['MANAGEMENT_PORT'],
      error: 'must differ from PORT',
    });
    expect(() => loadConfig('stock-service', ports, { ...complete, MANAGEMENT_PORT: '4003' })).toThrow(
      'MANAGEMENT_PORT is wrong: "4003": must differ from PORT',
    );
  });
});

describe('describeConfig', () => {
  it('returns a row for every setting', () => {
    const rows = describeConfig(schema);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(schema.shape));
    expect(rows).toContainEqual({
      name: 'DATABASE_URL',
      required: true,
      default: undefined,
      secret: true,
      description: 'The service’s own database',
    });
    expect(rows).toContainEqual({
      name: 'API_KEY',
      required: false,
      default: undefined,
      secret: true,
      description: 'Key of the supplier',
    });
    expect(rows.find(({ name }) => name === 'DATABASE_POOL_SIZE')).toMatchObject({ required: false, default: '10' });
  });

  it('finds a description for every ready-made setting, and an example for every required one', () => {
    const schemaOfAll = z.object({ ...serviceEnv, ...databaseEnv, ...kafkaEnv, ...tokenEnv });
    expect(describeConfig(schemaOfAll).filter(({ description }) => description === '')).toEqual([]);
    const { problems } = errorOf({}, schemaOfAll);
    expect(problems.map(({ name }) => name)).toContain('AUTH_JWKS_URL');
    expect(problems.filter(({ example }) => example === undefined)).toEqual([]);
  });
});
