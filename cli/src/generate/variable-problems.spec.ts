import { bareService, type Service } from '@fairway/catalog';
import { secret } from '@fairway/service-kit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { variableProblems } from './variable-problems.js';

const kafka = { brokers: 1, replicationFactor: 1, minInsyncReplicas: 1 };
const environments = { local: { description: '', kafka }, dev: { description: '', kafka } };

const schema = z.object({
  PORT: z.coerce.number(),
  DATABASE_URL: secret(z.string()),
  LIMIT: z.coerce.number().int(),
  API_KEY: secret(z.string()),
  LOG_LEVEL: z.string().default('info'),
});

const problemsOf = (declared: Partial<Service>, of = schema as z.ZodObject) =>
  variableProblems('shop', of, {
    environments,
    services: {
      shop: {
        ...bareService,
        database: 'shop',
        settings: { LIMIT: { local: 1, dev: 1 } },
        secrets: ['API_KEY'],
        ...declared,
      },
    },
  });

describe('the variables of a service and the values in the catalogue', () => {
  it('match when each required variable has a value', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('report a variable without a value, for each environment', () => {
    expect(problemsOf({ settings: {}, secrets: [], database: null })).toEqual(
      ['local', 'dev'].flatMap((environment) =>
        ['DATABASE_URL', 'LIMIT', 'API_KEY'].map(
          (variable) => `shop needs ${variable}, which has no value in ${environment}`,
        ),
      ),
    );
  });

  it('report a bucket that the service requires, because the local run has no S3', () => {
    const buckets = { exports: { purpose: 'exports', readers: [], expirationDays: null } };
    expect(problemsOf({ buckets }, schema.extend({ EXPORTS_BUCKET: z.string().optional() }))).toEqual([]);
    expect(problemsOf({ buckets }, schema.extend({ EXPORTS_BUCKET: z.string() }))).toEqual([
      'shop needs EXPORTS_BUCKET, which has no value in local',
    ]);
  });

  it('report a value that the service rejects', () => {
    expect(problemsOf({ settings: { LIMIT: { local: 1, dev: 'much' } } })).toEqual([
      expect.stringContaining('shop refuses the setting LIMIT=much of dev: '),
    ]);
  });

  it('report a variable that the service does not read', () => {
    const settings = { LIMIT: { local: 1, dev: 1 }, LIMMIT: { local: 1, dev: 1 } };
    expect(problemsOf({ settings, secrets: ['API_KEY', 'API_KYE'] })).toEqual([
      'shop is given LIMMIT, which it does not read',
      'shop is given API_KYE, which it does not read',
    ]);
  });

  it('report a secret that is read as plain text, and a plain value that is read as a secret', () => {
    expect(
      problemsOf({ settings: { LIMIT: { local: 1, dev: 1 }, API_KEY: { local: 'x', dev: 'x' } }, secrets: [] }),
    ).toEqual([expect.stringContaining('shop reads API_KEY as a secret')]);
    expect(problemsOf({}, schema.extend({ API_KEY: z.string() }))).toEqual([
      expect.stringContaining('shop reads the secret API_KEY as plain text'),
    ]);
  });
});
