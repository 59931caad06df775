import {
  type Catalog,
  catalog,
  catalogProblems,
  type DeclaredService,
  defaultPortBase,
  type Deployment,
  environments,
  managementPortOffset,
  topicsCarrying,
} from '@fairway/catalog';
import { allEvents, type EventDefinition, publicRoutes } from '@fairway/contracts';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pascalCase, refuseIf, requireKebabCase } from './names.js';

export const serviceKinds = ['http', 'worker', 'both'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

export interface ServiceRequest {
  readonly name: string;
  readonly kind: ServiceKind;
  readonly database: boolean;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly isPublic: boolean;
}

/** What the files of a new service are made from. */
export interface ServicePlan {
  readonly name: string;
  readonly description: string;
  readonly hasRoutes: boolean;
  readonly isPublic: boolean;
  readonly database: string | undefined;
  readonly role: string;
  readonly consumes: readonly EventDefinition[];
  readonly produces: readonly EventDefinition[];
  readonly portOffset: number;
  /** The name without `-service`. */
  readonly resource: string;
  readonly path: string;
  /** Number at the beginning of its first migration. */
  readonly migrationTime: number;
}

/** @throws FairwayError usage, for what the platform would not take */
export function planService(root: string, request: ServiceRequest, nowMs: number): ServicePlan {
  const { name, kind, isPublic } = request;
  requireKebabCase('service', name);
  const resource = name.replace(/-service$/, '');
  const hasRoutes = kind !== 'worker';
  const plan: ServicePlan = {
    name,
    description: descriptionOf(request),
    hasRoutes,
    isPublic,
    database: request.database ? freeDatabase(resource) : undefined,
    role: name.replaceAll('-', '_'),
    consumes: request.consumes.map(knownEvent),
    produces: request.produces.map(knownEvent),
    portOffset: freePortOffset(),
    resource,
    path: `${isPublic ? '/api' : '/internal'}/${resource}`,
    migrationTime: nowMs,
  };
  refuseIf(
    [...requestProblems(request), ...takenNames(root, plan), ...problemsInCatalog(plan)],
    'Correct it and run this again; `./fairway help new service` lists the options.',
  );
  return plan;
}

function descriptionOf({ name, kind, consumes }: ServiceRequest): string {
  const does = [
    ...(kind === 'worker' ? [] : ['answers an example route']),
    ...(consumes.length === 0 ? [] : [`keeps ${consumes.join(', ')}`]),
  ];
  return `${pascalCase(name.replace(/-service$/, ''))}: ${does.join('; ')}`;
}

function requestProblems({ kind, database, consumes, produces, isPublic }: ServiceRequest): string[] {
  const repeated = [consumes, produces].flatMap((types) => types.filter((type, index) => types.indexOf(type) < index));
  return [
    ...(kind === 'http' && consumes.length > 0 ? ['A service of kind http handles no events; use --kind both'] : []),
    ...(kind === 'worker' && isPublic ? ['A worker has no route to be public; use --kind both'] : []),
    ...(!database && consumes.length + produces.length > 0
      ? ['Outbox and inbox lie in a database of the service; add --database']
      : []),
    ...repeated.map((type) => `${type} is named twice`),
  ];
}

function knownEvent(type: string): EventDefinition {
  const event = allEvents.find((one) => one.type === type);
  refuseIf(
    event === undefined ? [`There is no event ${type}`] : [],
    `Events are: ${allEvents.map((one) => one.type).join(', ')}. A new one: ./fairway new event ${type} --topic TOPIC`,
  );
  // The line above has thrown for the one that is missing.
  return event as EventDefinition;
}

/** Builds and dependencies are ignored by Git, and stay when a folder is taken back. */
function hasSources(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((entry) => !['dist', 'node_modules'].includes(entry));
}

function takenNames(root: string, { name, resource, path, hasRoutes }: ServicePlan): string[] {
  // A link to a workspace; only a build may be left of it.
  const workspace = join(root, 'node_modules', '@fairway', name);
  const routes = publicRoutes.filter((route) => route.path === path || route.path.startsWith(`${path}/`));
  return [
    ...(hasSources(join(root, 'apps', name)) ? [`apps/${name} exists already`] : []),
    ...(Object.hasOwn(catalog.services, name) ? [`The catalogue has a service ${name} already`] : []),
    ...(!Object.hasOwn(catalog.services, name) && hasSources(workspace)
      ? [`Another workspace has the name @fairway/${name}`]
      : []),
    ...(hasRoutes && (routes.length > 0 || reservedResources.has(resource))
      ? [`The address ${path} is taken; choose another name`]
      : []),
  ];
}

// The gateway's own addresses.
const reservedResources = new Set(['docs', 'openapi']);

/** What the catalogue's own checks say of the catalogue with it. */
function problemsInCatalog(plan: ServicePlan): string[] {
  const { name, database, role } = plan;
  const service = { ...catalogEntry(plan), settings: {}, secrets: [], buckets: {} } as DeclaredService;
  const changed: Catalog = {
    ...catalog,
    databases: database === undefined ? catalog.databases : { ...catalog.databases, [database]: { role } },
    services: { ...catalog.services, [name]: service },
  };
  return Object.hasOwn(catalog.services, name) ? [] : catalogProblems(changed);
}

/** As services.ts has it, beside settings, secrets and buckets. */
export function catalogEntry({ description, hasRoutes, portOffset, database, consumes, produces }: ServicePlan) {
  return {
    description,
    kind: hasRoutes ? 'http' : 'worker',
    portOffset,
    // It issues the tokens that routes take.
    calls: hasRoutes ? ['auth-service'] : [],
    produces: produces.map(({ type }) => type),
    consumes: consumes.map(({ type }) => type),
    database: database ?? null,
    heapMb: 256,
    deployment: deploymentOf(hasRoutes, consumes),
    objectives: {
      availability: { percent: 99.9 },
      latency: { percent: 99, withinSeconds: 0.5 },
      freshness: consumes.length === 0 ? null : { percent: 99, withinSeconds: 30 },
      processes: {},
    },
  };
}

/**
 * Small figures to start with: the committed environments have room for five of them. Measure under load, then change
 * them in services.ts.
 */
function deploymentOf(hasRoutes: boolean, consumes: readonly EventDefinition[]): Deployment {
  const topics = topicsCarrying(
    consumes.map(({ type }) => type),
    catalog.topics,
  );
  const isConsumer = !hasRoutes && topics.length > 0;
  const partitions = topics.map((topic) => catalog.topics[topic].partitions);
  const max = isConsumer ? Math.min(3, Math.max(...partitions)) : 3;
  return {
    capacity: isConsumer ? 'on-demand' : 'spot',
    cpuMillis: 50,
    memoryMb: 640,
    scaleOn: isConsumer ? { waitingRecords: 500 } : { cpuPercent: 70 },
    replicas: Object.fromEntries(
      Object.keys(environments).map((name) => [
        name,
        // In production a service survives the loss of a node.
        name === 'production' ? { min: Math.min(2, max), max } : { min: 1, max: Math.min(2, max) },
      ]),
    ),
  };
}

function freeDatabase(resource: string): string {
  const short = resource.replaceAll('-', '_');
  const taken = ['postgres', 'template0', 'template1', ...Object.keys(catalog.databases)];
  return taken.includes(short) ? `${short}_service` : short;
}

/** The first one whose port, and that of its health, nothing has: the catalogue's checks know what is taken. */
function freePortOffset(): number {
  const [probe] = Object.values<DeclaredService>(catalog.services);
  const isFree = (portOffset: number) =>
    probe !== undefined &&
    catalogProblems({ ...catalog, services: { ...catalog.services, probe: { ...probe, portOffset } } }).every(
      (problem) => !problem.includes('port offset'),
    );
  const free = Array.from({ length: managementPortOffset }, (_, offset) => offset).find(isFree);
  if (free === undefined) throw new Error(`All ${managementPortOffset} ports from ${defaultPortBase} are taken.`);
  return free;
}
