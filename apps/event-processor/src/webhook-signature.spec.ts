import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { isWebhookSecret, WebhookSigner } from './webhook-signature.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const id = '0190a3a0-0000-7000-8000-000000000000';
const body = JSON.stringify({ type: 'order.created', data: { name: 'ä €' } });
const nowSeconds = Math.floor(Date.now() / 1000);

describe('a signature', () => {
  it('is accepted by the reference library', () => {
    const headers = new WebhookSigner(secret).headers(id, nowSeconds, body);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('equals that of the reference library', () => {
    const headers = new WebhookSigner(secret).headers(id, nowSeconds, body);
    const expected = new Webhook(secret).sign(id, new Date(nowSeconds * 1000), body);
    expect(headers['webhook-signature']).toBe(expected);
  });

  it.each([
    ['body', { body: `${body} ` }],
    ['id', { id: 'another' }],
    ['time', { timestampSeconds: nowSeconds - 1 }],
    ['secret', { secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}` }],
  ])('is refused for another %s', (_, changed) => {
    const signed = { secret, id, timestampSeconds: nowSeconds, body, ...changed };
    const { 'webhook-signature': signature = '' } = new WebhookSigner(signed.secret).headers(
      signed.id,
      signed.timestampSeconds,
      signed.body,
    );
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(nowSeconds), 'webhook-signature': signature };
    expect(() => new Webhook(secret).verify(body, headers)).toThrow('No matching signature found');
  });
});

describe('a secret', () => {
  it.each([24, 32, 64])('may have %i bytes', (length) => {
    expect(isWebhookSecret(`whsec_${Buffer.alloc(length, 1).toString('base64')}`)).toBe(true);
  });

  it.each([
    ['no prefix', Buffer.alloc(32).toString('base64')],
    ['too few bytes', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['too many bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['characters that are not base64', `whsec_${'a'.repeat(31)}!`],
  ])('is refused for %s', (_, text) => {
    expect(isWebhookSecret(text)).toBe(false);
  });
});
