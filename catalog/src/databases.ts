import type { Database } from './model.js';

export const databases = {
  auth: { role: 'auth_service' },
  users: { role: 'user_service' },
  orders: { role: 'order_service' },
  events: { role: 'event_processor' },
} as const satisfies Record<string, Database>;

export type DatabaseName = keyof typeof databases;
