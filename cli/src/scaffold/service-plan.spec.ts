import { serviceNames, services } from '@fairway/catalog';
import { allEvents } from '@fairway/contracts';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { planService, type ServiceRequest } from './service-plan.js';
import { serviceRequest } from './service-request.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const [event = ''] = allEvents.map(({ type }) => type);
const [existing = ''] = serviceNames;
const plan = (request: Partial<ServiceRequest>, clone = root) =>
  planService(
    clone,
    {
      name: 'parcel-post-service',
      kind: 'http',
      database: false,
      consumes: [],
      produces: [],
      isPublic: false,
      ...request,
    },
    1,
  );

describe('the plan of a service', () => {
  it('has a free port, and a database and a role named like it', () => {
    const { portOffset, database, role, path } = plan({ database: true });
    expect(Object.values(services).map((service) => service.portOffset)).not.toContain(portOffset);
    expect({ database, role, path }).toEqual({
      database: 'parcel_post',
      role: 'parcel_post_service',
      path: '/internal/parcel-post',
    });
    expect(plan({ isPublic: true }).path).toBe('/api/parcel-post');
  });

  it('takes the name of one of which git removed all but the build and the link to it', () => {
    const clone = mkdtempSync(join(tmpdir(), 'fairway-plan-'));
    try {
      mkdirSync(join(clone, 'apps/parcel-post-service/dist'), { recursive: true });
      mkdirSync(join(clone, 'node_modules/@fairway'), { recursive: true });
      symlinkSync('../../apps/parcel-post-service', join(clone, 'node_modules/@fairway/parcel-post-service'));
      expect(plan({}, clone).name).toBe('parcel-post-service');
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  it.each<[string, Partial<ServiceRequest>, string]>([
    ['a name with capital letters', { name: 'Parcel' }, "'Parcel' is not a valid service name"],
    ['a name that another service has', { name: existing }, `apps/${existing} exists already`],
    ['a name that another workspace has', { name: 'messaging' }, 'Another workspace has the name @fairway/messaging'],
    ['the name of a process of the local run', { name: 'kafka' }, "'kafka' is not a valid service name"],
    ['an event that does not exist', { consumes: ['parcel.lost'] }, 'There is no event parcel.lost'],
    ['events without a database', { kind: 'worker', consumes: [event] }, 'add --database'],
    ['events of a service without handlers', { database: true, consumes: [event] }, 'use --kind both'],
    ['a public worker', { kind: 'worker', isPublic: true }, 'A worker has no route to be public'],
    ['an event that is named twice', { database: true, produces: [event, event] }, `${event} is named twice`],
  ])('is refused for %s', (_, request, problem) => {
    expect(() => plan(request)).toThrow(problem);
  });
});

describe('without a terminal', () => {
  beforeAll(() => void Object.defineProperty(process.stdin, 'isTTY', { value: false, configurable: true }));

  it.each([
    ['the name', { name: undefined }, 'The service has no name.'],
    ['the kind', { name: 'parcel' }, '--kind is missing.'],
    ['the events of a worker', { name: 'parcel', kind: 'worker' as const }, '--consumes is missing'],
    ['its database', { name: 'parcel', kind: 'worker' as const, consumes: [event] }, '--database is missing'],
  ])('%s has to be on the command line', async (_, options, problem) => {
    await expect(serviceRequest(options, new AbortController().signal)).rejects.toThrow(problem);
  });
});
