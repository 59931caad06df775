import type { EventData, userRegistered } from '@fairway/contracts';
import type { Account } from './account.js';

export function userRegisteredFacts({ id, email, name, createdAt }: Account): EventData<typeof userRegistered> {
  return { userId: id, email, name, registeredAt: createdAt.toISOString() };
}
