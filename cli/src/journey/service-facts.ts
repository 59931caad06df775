import {
  services,
  type JourneyPart,
  type OwnPart,
  type PartQuestion,
  type ReadOwnPart,
  type ReadPart,
  type ServiceName,
  type SqlSession,
  serviceNames,
} from '@fairway/catalog';
import { domain } from '@fairway/domain';
import { type InboxRow, readInbox, readUnpublishedEvents, type UnpublishedEvent } from '@fairway/messaging';
import { formatDuration } from '../command-line/duration.js';
import { askPostgres } from '../instance/ask-postgres.js';
import { queryOn } from '../instance/in-transaction.js';
import type { Ports } from '../instance/ports.js';
import { askReadiness } from '../instance/readiness.js';
import type { Secrets } from '../instance/secrets.js';
import { serviceModule } from '../repository/service-module.js';
import { databaseUrl } from '../instance/addresses.js';

export type HandledEventRow = Omit<InboxRow, 'consumer' | 'key'> & { readonly service: string };
export type UnpublishedEventRow = UnpublishedEvent & { readonly service: string };

/** What the databases contain about an entity. */
export interface ServiceFacts {
  readonly own: OwnPart;
  /** The parts of all services that report something, in catalogue order, including the owner. */
  readonly parts: readonly { readonly service: string; readonly part: JourneyPart }[];
  readonly handled: readonly HandledEventRow[];
  readonly unpublished: readonly UnpublishedEventRow[];
}

interface Running {
  readonly root: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
}

const journeyModule = (root: string, service: ServiceName) =>
  serviceModule<{ ownPart: ReadOwnPart; part: ReadPart }>(root, service, 'journey');

/** Reads each database with the role of the service that owns it; undefined when the entity does not exist. */
export async function readServiceFacts(id: string, now: Date, running: Running): Promise<ServiceFacts | undefined> {
  const owner = domain.entity.service;
  const { ownPart } = await journeyModule(running.root, owner);
  if (ownPart === undefined)
    throw new Error(
      `apps/${owner}/src/journey.ts exports no ownPart, although the domain says that ${owner} owns the ${domain.entity.name}.`,
    );
  const question = (service: ServiceName) => ({
    id,
    age: (since: Date) => formatDuration(now.getTime() - since.getTime()),
    details: async () => (await askReadiness(service, running.ports)).details,
  });
  const own = await inDatabaseOf(owner, running, (session) => ownPart(session, question(owner)));
  if (own === undefined) return undefined;
  const { relatedKeys, startedAt } = own;
  const ofServices = await Promise.all(
    serviceNames.map(async (service) => {
      const { part: readPart } = await journeyModule(running.root, service);
      return await inDatabaseOf(service, running, async (session) => {
        const handled = await readHandled(service, session, [id, ...relatedKeys], startedAt);
        const unpublished = await readUnpublished(service, session, id);
        const types = new Set(handled.flatMap(({ key, eventType }) => (key === id ? [eventType] : [])));
        const asked: PartQuestion = { ...question(service), relatedKeys, handled: types };
        const part = service === owner ? own : await readPart?.(session, asked);
        return { handled, unpublished, parts: part === undefined ? [] : [{ service, part }] };
      });
    }),
  );
  const all = ofServices.flatMap((facts) => facts ?? []);
  return {
    own,
    parts: all.flatMap(({ parts }) => parts),
    handled: all.flatMap(({ handled }) => handled),
    unpublished: all.flatMap(({ unpublished }) => unpublished),
  };
}

/** Undefined for a service without a database. */
async function inDatabaseOf<Result>(
  service: ServiceName,
  { ports, secrets }: Running,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result | undefined> {
  const { database } = services[service];
  if (database === null) return undefined;
  return await askPostgres(databaseUrl(database, ports, secrets), (client) => work(queryOn(client)));
}

async function readUnpublished(service: ServiceName, session: SqlSession, id: string): Promise<UnpublishedEventRow[]> {
  if (services[service].produces.length === 0) return [];
  return (await readUnpublishedEvents(session, id)).map((row) => ({ service, ...row }));
}

/** Includes events of related keys that belong to other entities; the records show which ones belong to this one. */
async function readHandled(
  service: ServiceName,
  session: SqlSession,
  keys: readonly string[],
  startedAt: Date,
): Promise<(HandledEventRow & { key: string })[]> {
  if (services[service].consumes.length === 0) return [];
  const since = new Date(startedAt.getTime() - 60_000);
  return (await readInbox(session, { keys, since })).map((row) => ({ service, ...row }));
}
