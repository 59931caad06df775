import { expect, test } from 'vitest';
import { WebhookInbox } from './webhook-inbox.js';

const webhook = (webhookId: string, orderId: string | null) => ({
  webhookId,
  type: 'order.created',
  orderId,
  receivedAt: '2026-01-01T00:00:00.000Z',
});

test('counts a webhook that is received again, and keeps it once', () => {
  const inbox = new WebhookInbox(10);
  expect([inbox.receive(webhook('a', 'order-1')), inbox.receive(webhook('a', 'order-1'))]).toEqual([true, false]);
  expect(inbox.ofOrder('order-1')).toEqual([{ ...webhook('a', 'order-1'), deliveries: 2 }]);
});

test('lists the webhooks of one order, in order of arrival', () => {
  const inbox = new WebhookInbox(10);
  for (const id of ['b', 'a']) inbox.receive(webhook(id, 'order-1'));
  inbox.receive(webhook('c', 'order-2'));
  expect(inbox.all().map(({ webhookId }) => webhookId)).toEqual(['b', 'a', 'c']);
  expect(inbox.ofOrder('order-1').map(({ webhookId }) => webhookId)).toEqual(['b', 'a']);
});

test('forgets the oldest beyond its capacity, by id and by order', () => {
  const inbox = new WebhookInbox(2);
  inbox.receive(webhook('a', 'order-1'));
  inbox.receive(webhook('b', 'order-1'));
  inbox.receive(webhook('user', null));
  expect(inbox.ofOrder('order-1').map(({ webhookId }) => webhookId)).toEqual(['b']);
  expect(inbox.receive(webhook('a', 'order-1'))).toBe(true);
});
