import type { PartQuestion } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import { partOf } from './journey.js';

const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
const due = {
  id: 'e',
  eventType: 'order.created',
  attempts: 3,
  createdAt: at(12),
  acceptedAt: null,
  givenUpAt: null,
  withdrawnAt: null,
  lastError: '503',
};
const accepted = { ...due, attempts: 1, acceptedAt: at(30), lastError: null };
const notification = { id: 'n', template: 'order-processed', deliveredAt: at(42) };

const question = (handled: readonly string[], details: readonly string[] = []): PartQuestion => ({
  id: 'o',
  relatedKeys: ['u'],
  handled: new Set(handled),
  age: () => '10.0 s',
  details: async () => details,
});
const part = (rows: Partial<Parameters<typeof partOf>[0]>, asked = question(['order.created'])) =>
  partOf({ webhooks: [], notifications: [], ...rows }, asked);

describe('event-processor’s part of an order’s journey', () => {
  it('lists what it wrote and when, up to the delivered notification', async () => {
    const { hops, ...rest } = await part(
      { webhooks: [accepted], notifications: [notification] },
      question(['order.created', 'order.processed']),
    );
    expect(hops).toEqual([
      { at: at(12), kind: 'row', what: 'webhook_deliveries: order.created due' },
      { at: at(30), kind: 'webhook', where: 'partner', what: 'accepted order.created at attempt 1' },
      { at: at(42), kind: 'row', what: 'notifications: order-processed delivered' },
    ]);
    expect(rest).toEqual({
      wrote: ['delivery.accepted', 'notification.requested', 'notification.delivered'],
      missing: [],
      relatedIds: ['n'],
    });
  });

  it('waits for a partner that does not accept the webhook, and says why fewer are sent', async () => {
    const { wrote, missing } = await part({ webhooks: [due] });
    expect(wrote).toEqual([]);
    expect(missing).toEqual([
      'webhook order.created not accepted by the partner: due for 10.0 s, 3 attempts, last answer: 503',
    ]);
    const halted = await part(
      { webhooks: [{ ...due, attempts: 1, lastError: '410' }] },
      question([], ['pruning: late', 'partner: the partner answered 410']),
    );
    expect(halted.missing[0]).toMatch(/, 1 attempt, last answer: 410; webhooks wait: the partner answered 410$/);
  });

  it('reports a given-up webhook, and does not wait for a withdrawn one', async () => {
    const givenUp = { ...due, attempts: 90, givenUpAt: at(20) };
    expect(await part({ webhooks: [givenUp] })).toMatchObject({
      wrote: ['delivery.given-up'],
      missing: ['webhook order.created e given up after 90 attempts, last answer: 503'],
    });
    expect(await part({ webhooks: [{ ...givenUp, withdrawnAt: at(21) }] })).toMatchObject({ missing: [] });
  });

  it('waits for the notification once it has handled that the order is processed', async () => {
    const waiting = await part({ webhooks: [accepted] }, question(['order.created', 'order.processed']));
    expect(waiting.wrote).toEqual(['delivery.accepted', 'notification.requested']);
    expect(waiting.missing).toEqual(['notification not delivered']);
    expect((await part({ webhooks: [accepted] })).missing).toEqual([]);
  });
});
