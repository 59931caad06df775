import { userRegistered } from '@fairway/contracts';
import type { Outbox, OutboxRow } from '@fairway/messaging';
import type { Account } from './account.js';

export function userRegisteredRow(outbox: Outbox, { id, email, name, createdAt }: Account): OutboxRow {
  return outbox.row(userRegistered, { userId: id, email, name, registeredAt: createdAt.toISOString() });
}
