import { userRegistered } from '@fairway/contracts';
import { describe, expect, it } from 'vitest';
import { bareService } from './bare-service.js';
import { catalog } from './catalog.js';
import type { Catalog, Deployment, Service } from './model.js';
import { catalogProblems } from './validate.js';

const freshness = { percent: 99, withinSeconds: 30 };

const service = (changes: Partial<Service>): Service => ({
  ...bareService,
  objectives: { ...bareService.objectives, freshness: changes.consumes?.length ? freshness : null },
  ...changes,
});

const topic = { partitions: 1, retentionMs: 1, key: 'user id', events: [userRegistered], dlq: { retentionMs: 1 } };

const withServices = (services: Record<string, Service>): Catalog => ({
  topics: { people: topic },
  databases: {},
  secrets: { API_KEY: { generate: 'text', bytes: 32, encoding: 'base64url' } },
  environments: {},
  standIns: { sandbox: { portOffset: 60, program: 'dist/sandbox.js', secrets: [] } },
  services,
});

describe('the catalogue', () => {
  it('has no contradiction', () => {
    expect(catalogProblems(catalog)).toEqual([]);
  });
});

describe('catalogProblems reports a contradiction', () => {
  it('when a service calls an unknown peer', () => {
    expect(catalogProblems(withServices({ a: service({ calls: ['b'] }) }))).toEqual([
      expect.stringContaining('a calls b, which is no service'),
    ]);
  });

  it('when a field is missing or mistyped', () => {
    const { secrets: _, ...incomplete } = service({ portOffset: Number.NaN, heapMb: 128 });
    expect(catalogProblems(withServices({ a: incomplete as Service }))).toEqual([
      expect.stringContaining('a in services.ts has no valid "portOffset"'),
      expect.stringContaining('a in services.ts has no valid "secrets"'),
      expect.stringContaining('a in services.ts has no valid "heapMb"'),
    ]);
  });

  it('when a service cannot be scaled as declared', () => {
    const environments = {
      stage: { description: 'a stage', kafka: { brokers: 1, replicationFactor: 1, minInsyncReplicas: 1 } },
    };
    const problemsOf = (changes: Partial<Deployment>, consumes: string[] = []) => {
      const deployment = { ...bareService.deployment, replicas: { stage: { min: 1, max: 1 } }, ...changes };
      return catalogProblems({
        ...withServices({ a: service({ consumes, produces: consumes, deployment }) }),
        environments,
      });
    };
    const scaleOn = { waitingRecords: 10 };
    expect(problemsOf({ scaleOn }, ['user.registered'])).toEqual([]);
    expect(problemsOf({ scaleOn, replicas: { stage: { min: 1, max: 2 } } }, ['user.registered'])).toEqual([
      expect.stringContaining('a may have 2 replicas in stage, but its topics have at most 1 partitions'),
    ]);
    expect(problemsOf({ replicas: { stage: { min: 3, max: 2 } } })).toEqual([
      expect.stringContaining('a has a minimum of 3 replicas in stage, more than its maximum of 2'),
    ]);
    expect(problemsOf({ replicas: {} })).toEqual([expect.stringContaining('a has no replicas in stage')]);
    expect(problemsOf({ scaleOn })).toEqual([expect.stringContaining('consumes no event; scale it on cpuPercent')]);
    expect(problemsOf({ memoryMb: 639 })).toEqual([expect.stringContaining('set memoryMb to 640 or more')]);
    expect(problemsOf({ scaleOn: {} as Deployment['scaleOn'] })).toEqual([
      expect.stringContaining('a in services.ts has no valid "deployment"'),
    ]);
  });

  it('when objectives are missing, cannot be missed, or do not fit what the service does', () => {
    const { objectives } = bareService;
    const problemsOf = (changes: Partial<Service>) => catalogProblems(withServices({ a: service(changes) }));
    const events = { consumes: ['user.registered'], produces: ['user.registered'] };
    expect(problemsOf({ objectives: undefined as unknown as Service['objectives'] })).toEqual([
      expect.stringContaining('a in services.ts has no valid "objectives"'),
    ]);
    expect(problemsOf({ objectives: { ...objectives, availability: { percent: 100 } } })).toEqual([
      expect.stringContaining('a in services.ts has no valid "objectives"'),
    ]);
    expect(problemsOf({ ...events, objectives })).toEqual([
      expect.stringContaining('a consumes events but has no objective for their freshness'),
    ]);
    expect(problemsOf({ objectives: { ...objectives, freshness } })).toEqual([
      expect.stringContaining('a has an objective for the freshness of events but consumes none'),
    ]);
  });

  it('when a name is invalid', () => {
    expect(catalogProblems(withServices({ kafka: service({}) }))).toEqual([
      expect.stringContaining("'kafka' is not a valid service name"),
    ]);
    expect(catalogProblems(withServices({ Stock_Service: service({}) }))).toEqual([
      expect.stringContaining("'Stock_Service' is not a valid service name"),
    ]);
    expect(catalogProblems({ ...withServices({}), topics: { 'new people': topic } })).toEqual([
      expect.stringContaining("'new people' is not a valid topic name"),
    ]);
  });

  it('when an event is not defined', () => {
    expect(catalogProblems(withServices({ a: service({ produces: ['user.registerd'] }) }))).toEqual([
      expect.stringContaining('a uses the event user.registerd, which packages/contracts does not define'),
    ]);
  });

  it('when a port is out of range', () => {
    expect(catalogProblems(withServices({ a: service({ portOffset: 120 }) }))).toEqual([
      expect.stringContaining('a has the port offset 120'),
    ]);
  });

  it('when two databases share a role', () => {
    const databases = { people: { role: 'people_service' }, stock: { role: 'people_service' } };
    const owners = { a: service({ database: 'people' }), b: service({ database: 'stock', portOffset: 51 }) };
    expect(catalogProblems({ ...withServices(owners), databases })).toEqual([
      expect.stringContaining('people and stock share the role people_service'),
    ]);
  });

  it('when an event is on no topic', () => {
    expect(catalogProblems({ ...withServices({ a: service({ produces: ['user.registered'] }) }), topics: {} })).toEqual(
      [expect.stringContaining('a uses the event user.registered, which no topic carries')],
    );
  });

  it('when an event is on two topics', () => {
    const base = withServices({});
    expect(catalogProblems({ ...base, topics: { users: topic, people: topic } })).toEqual([
      expect.stringContaining('user.registered is on the topics users and people'),
    ]);
  });

  it('when a consumer has no producer', () => {
    expect(catalogProblems(withServices({ a: service({ consumes: ['user.registered'] }) }))).toEqual([
      expect.stringContaining('a consumes user.registered, which no service produces'),
    ]);
  });

  it('when two services use the same port', () => {
    expect(catalogProblems(withServices({ a: service({}), b: service({}) }))).toEqual([
      expect.stringContaining('port offset 50 is taken twice, by a and b'),
      expect.stringContaining('port offset 150 is taken twice'),
    ]);
  });

  it('when a service uses the port of PostgreSQL', () => {
    expect(catalogProblems(withServices({ a: service({ portOffset: 32 }) }))).toEqual([
      expect.stringContaining('port offset 32 is taken twice, by postgres and a'),
    ]);
  });

  it('when a database is undeclared, has two owners or none', () => {
    const databases = { people: { role: 'people_service' } };
    expect(catalogProblems(withServices({ a: service({ database: 'stock' }) }))).toEqual([
      expect.stringContaining('a uses the database stock'),
    ]);
    const shared = { a: service({ database: 'people' }), b: service({ database: 'people', portOffset: 51 }) };
    expect(catalogProblems({ ...withServices(shared), databases })).toEqual([
      expect.stringContaining('share the database people'),
    ]);
    expect(catalogProblems({ ...withServices({ a: service({}) }), databases })).toEqual([
      expect.stringContaining('no service uses the database people'),
    ]);
  });

  it('when a secret is undeclared', () => {
    expect(catalogProblems(withServices({ a: service({ secrets: ['API_KEY', 'API_KYE'] }) }))).toEqual([
      expect.stringContaining('a has the secret API_KYE, which secrets.ts does not declare'),
    ]);
  });

  it('when a setting lacks an environment or has an invalid value', () => {
    const kafka = { brokers: 1, replicationFactor: 1, minInsyncReplicas: 1 };
    const environments = { local: { description: '', kafka }, dev: { description: '', kafka } };
    const problemsWith = (settings: Service['settings']) =>
      catalogProblems({ ...withServices({ a: service({ settings }) }), environments });
    const sandbox = { localServer: 'sandbox', path: '/in' };
    expect(
      problemsWith({
        LIMIT: { local: 6_000, dev: 60 },
        OTHERS_URL: { local: sandbox, dev: 'https://others.example' },
      }),
    ).toEqual([]);
    expect(problemsWith({ LIMIT: { local: 1 } })).toEqual([
      expect.stringContaining('a has the setting LIMIT without a value in dev'),
    ]);
    expect(problemsWith({ LIMIT: { local: 1, dev: 1, prod: 1 } })).toEqual([
      expect.stringContaining('LIMIT with a value in prod, which environments.ts does not declare'),
    ]);
    expect(problemsWith({ URL: { local: sandbox, dev: sandbox } })).toEqual([
      expect.stringContaining('URL at a server of the local run in dev'),
    ]);
    expect(problemsWith({ URL: { local: { ...sandbox, localServer: 'sandbocks' }, dev: '' } })).toEqual([
      expect.stringContaining('a in services.ts has no valid "settings"'),
    ]);
    expect(problemsWith({ URL: { local: { ...sandbox, localServer: 'sandbocks' }, dev: 'x' } })).toEqual([
      expect.stringContaining('URL at the local server sandbocks'),
    ]);
    expect(problemsWith({ 'rate-limit': { local: 1, dev: 1 } })).toEqual([
      expect.stringContaining('rate-limit which is not a valid name of an environment variable'),
    ]);
    expect(problemsWith({ PORT: { local: 1, dev: 1 } })).toEqual([
      expect.stringContaining('a declares PORT, which follows from the rest of its entry'),
    ]);
  });

  it('when a bucket has a taken name or an invalid reader', () => {
    const bucket = { purpose: 'exports', readers: [], expirationDays: null };
    const problemsWith = (buckets: Service['buckets']) =>
      catalogProblems(
        withServices({ a: service({ buckets }), b: service({ portOffset: 51, buckets: { reports: bucket } }) }),
      );
    expect(problemsWith({ exports: { ...bucket, readers: ['b'] } })).toEqual([]);
    expect(problemsWith({ reports: bucket })).toEqual([
      expect.stringContaining('b owns the bucket reports, and so does a'),
    ]);
    expect(problemsWith({ logs: bucket })).toEqual([
      expect.stringContaining('a owns the bucket logs, and so does the platform'),
    ]);
    expect(problemsWith({ Exports: bucket })).toEqual([
      expect.stringContaining('a owns the bucket Exports, which cannot be its name'),
    ]);
    expect(problemsWith({ exports: { ...bucket, readers: ['a', 'c'] } })).toEqual([
      expect.stringContaining('a lets a read the bucket exports, but a is its owner'),
      expect.stringContaining('a lets c read the bucket exports, but c is not a service'),
    ]);
    expect(problemsWith({ exports: { ...bucket, expirationDays: 0 } })).toEqual([
      expect.stringContaining('a in services.ts has no valid "buckets"'),
    ]);
  });

  it('when replicas outnumber brokers', () => {
    const kafka = { brokers: 2, replicationFactor: 3, minInsyncReplicas: 1 };
    const environments = { dev: { description: '', kafka } };
    expect(catalogProblems({ ...withServices({}), environments })).toEqual([
      expect.stringContaining('dev wants 3 replicas on 2 brokers'),
    ]);
  });
});
