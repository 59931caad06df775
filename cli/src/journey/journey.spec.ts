import type { Catalog, JourneyPart } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import { plain } from '../command-line/style.js';
import { EventMap } from './event-map.js';
import type { EventRecord } from './event-records.js';
import type { HttpRequest } from './http-requests.js';
import { joinJourney } from './journey.js';
import type { JourneyFacts } from './journey-facts.js';
import { renderJourney } from './render-journey.js';
import type { HandledEventRow } from './service-facts.js';

const startMs = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(startMs + ms);

const service = (produces: readonly string[], consumes: readonly string[]) =>
  ({ produces, consumes }) as unknown as Catalog['services'][string];
const topic = (key: string, ...types: readonly string[]) =>
  ({ key, events: types.map((type) => ({ type })) }) as unknown as Catalog['topics'][string];
const catalog = {
  services: {
    front: service([], []),
    parcels: service(['parcel.sent', 'parcel.arrived'], ['move.done']),
    mover: service(['move.done', 'note.asked', 'note.given'], ['parcel.sent', 'parcel.arrived', 'note.asked']),
  },
  topics: {
    parcels: topic('parcel id', 'parcel.sent', 'parcel.arrived'),
    moves: topic('parcel id', 'move.done'),
    notes: topic('user id', 'note.asked'),
    log: topic('user id', 'note.given'),
  },
};
const entity = { name: 'parcel', idName: 'parcelId' } as const;
const context = { id: 'p', idName: entity.idName, map: new EventMap(catalog, entity.name), now: at(10_000) };

const request = (from: string, ms: number, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  service: from,
  startedAt: at(ms),
  durationMs: 5,
  method: 'POST',
  route: '/api/parcels',
  status: 201,
  requestId: 'r',
  traceId: 't',
  ...changes,
});
const record = (eventType: string, name: string, ms: number, changes: Partial<EventRecord> = {}): EventRecord => ({
  topic: name,
  partition: 1,
  offset: '7',
  sentAt: at(ms),
  key: 'p',
  eventId: `id of ${eventType}`,
  eventType,
  eventTime: at(ms).toISOString(),
  traceId: 't',
  deadLetter: undefined,
  ...changes,
});
const handled = (by: string, eventType: string, name: string, ms: number): HandledEventRow => ({
  service: by,
  eventId: `id of ${eventType}`,
  eventType,
  topic: name,
  partition: 1,
  offset: '7',
  handledAt: at(ms),
});

const onItsWay = {
  status: 'moving',
  isOpen: true,
  startedAt: at(3),
  relatedKeys: ['u'],
  hops: [{ at: at(3), kind: 'row', what: 'parcels: moving' }],
  wrote: ['parcel.sent'],
  missing: ['parcel still moving after 10.0 s'],
};
const arrived = {
  ...onItsWay,
  status: 'arrived',
  isOpen: false,
  hops: [...onItsWay.hops, { at: at(30), kind: 'row', what: 'parcels: arrived' }],
  wrote: ['parcel.sent', 'parcel.arrived'],
  missing: [],
};

function facts(own: typeof onItsWay, mover: Partial<JourneyPart>, more: Partial<JourneyFacts> = {}): JourneyFacts {
  const parts = [
    { service: 'parcels', part: own },
    { service: 'mover', part: { hops: [], wrote: [], missing: [], ...mover } },
  ];
  return { own, parts, requests: [], records: [], handled: [], unpublished: [], ...more };
}
const missing = (more: Partial<JourneyFacts>, mover: Partial<JourneyPart> = {}) =>
  joinJourney(facts(onItsWay, mover, more), context).missing;

const complete = facts(
  arrived,
  {
    hops: [
      { at: at(12), kind: 'row', what: 'moves: begun' },
      { at: at(30), kind: 'call', where: 'carrier', what: 'took it' },
      { at: at(42), kind: 'row', what: 'notes: given' },
    ],
    wrote: ['move.done', 'note.asked', 'note.given'],
    relatedIds: ['n'],
  },
  {
    requests: [request('parcels', 2), request('front', 0), request('front', 50, { method: 'GET', status: 200 })],
    records: [
      record('parcel.sent', 'parcels', 10),
      record('move.done', 'moves', 31),
      record('parcel.arrived', 'parcels', 33),
      record('note.asked', 'notes', 40),
      record('note.given', 'log', 45),
    ],
    handled: [
      handled('mover', 'parcel.sent', 'parcels', 12),
      handled('parcels', 'move.done', 'moves', 32),
      handled('mover', 'parcel.arrived', 'parcels', 34),
      handled('mover', 'note.asked', 'notes', 42),
    ],
  },
);

describe('the journey of an entity that came through', () => {
  const journey = joinJourney(complete, context);

  it('lists every hop in time order, cause before effect, with its offset from the first', () => {
    expect(journey.hops.map(({ offsetMs, kind, where }) => `${offsetMs} ${kind} ${where}`)).toEqual([
      '0 http front',
      '2 http parcels',
      '3 row parcels',
      '10 record parcels[1] @ 7',
      '12 row mover',
      '12 handler mover',
      '30 row parcels',
      '30 call carrier',
      '31 record moves[1] @ 7',
      '32 handler parcels',
      '33 record parcels[1] @ 7',
      '34 handler mover',
      '40 record notes[1] @ 7',
      '42 row mover',
      '42 handler mover',
      '45 record log[1] @ 7',
    ]);
    expect(journey).toMatchObject({ parcelId: 'p', status: 'arrived', missing: [], totalMs: 45 });
  });

  it('counts reads instead of listing them', () => {
    expect(journey.reads).toBe(1);
    const text = renderJourney(journey, entity, plain);
    expect(text).toContain('1 read over HTTP not shown');
    expect(text).toMatch(/^parcel p /);
  });

  it('omits events with the same related key that belong to other entities', () => {
    const other = { ...handled('mover', 'note.asked', 'notes', 60), eventId: 'of another parcel' };
    expect(joinJourney({ ...complete, handled: [...complete.handled, other] }, context).hops).toEqual(journey.hops);
  });
});

describe('a stuck entity is explained', () => {
  const stillMoving = 'parcel still moving after 10.0 s';

  it('when its event is written but not published', () => {
    const unpublished = [{ service: 'parcels', eventId: 'e', eventType: 'parcel.sent', createdAt: at(3), cause: null }];
    expect(missing({ unpublished })).toEqual([
      'parcel.sent written by parcels, not yet published for 10.0 s',
      stillMoving,
    ]);
  });

  it('when Kafka has permanently refused its event', () => {
    const unpublished = [
      { service: 'parcels', eventId: 'e', eventType: 'parcel.sent', createdAt: at(3), cause: 'too large' },
    ];
    expect(missing({ unpublished })[0]).toBe('parcel.sent written by parcels, permanently refused by Kafka: too large');
  });

  it('when its event is missing everywhere', () => {
    expect(missing({})[0]).toMatch(/^parcel.sent is neither in an outbox nor on the topic parcels/);
  });

  it('when a consumer has not handled its event', () => {
    expect(missing({ records: [record('parcel.sent', 'parcels', 10)] })).toEqual([
      'parcel.sent published 10.0 s ago, not yet handled by mover',
      stillMoving,
    ]);
  });

  it('when a consumer has given up its event', () => {
    const letter = record('parcel.sent', 'parcels.dlq', 20, {
      deadLetter: { consumer: 'mover', cause: 'no such street' },
    });
    const records = [record('parcel.sent', 'parcels', 10), letter];
    expect(missing({ records })[0]).toBe('parcel.sent given up by mover, see parcels.dlq: no such street');
    expect(joinJourney(facts(onItsWay, {}, { records }), context).hops.map(({ kind }) => kind)).toContain(
      'dead-letter',
    );
  });

  it('by the problem that another service reports, before the step that the owner waits for', () => {
    const done = {
      records: [record('parcel.sent', 'parcels', 10)],
      handled: [handled('mover', 'parcel.sent', 'parcels', 12)],
    };
    expect(missing(done, { missing: ['the carrier is away'] })).toEqual(['the carrier is away', stillMoving]);
  });

  it('when an event of another service has not come back', () => {
    const records = [record('parcel.sent', 'parcels', 10), record('move.done', 'moves', 31)];
    const done = { records, handled: [handled('mover', 'parcel.sent', 'parcels', 12)] };
    expect(missing(done, { wrote: ['move.done'] })).toEqual([
      'move.done published 10.0 s ago, not yet handled by parcels',
      stillMoving,
    ]);
  });

  it('when an expected event of another key is missing', () => {
    const records = complete.records.filter(({ topic: name }) => name === 'parcels' || name === 'moves');
    const { missing: found } = joinJourney({ ...complete, records }, context);
    expect(found).toEqual([
      expect.stringMatching(/^note.asked is neither in an outbox/),
      expect.stringMatching(/^note.given is neither in an outbox nor on the topic log/),
    ]);
  });
});
