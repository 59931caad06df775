import { productName } from '@fairway/catalog';
import { describe, expect, it } from 'vitest';
import { notificationText } from './notification-text.js';

describe('notificationText', () => {
  it('welcomes a user by name', () => {
    expect(notificationText('welcome', { name: 'Ada' })).toBe(`Welcome to ${productName}, Ada!`);
  });

  it('names the processed order', () => {
    expect(notificationText('order-processed', { orderId: 'o-1' })).toBe('Your order o-1 is on its way.');
  });

  it('refuses a notification without a required parameter', () => {
    expect(() => notificationText('welcome', { orderId: 'o-1' })).toThrow('lacks the parameter name');
  });
});
