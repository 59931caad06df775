import type { SessionList } from '@fairway/contracts';
import type { Session } from './sessions.repository.js';

export function sessionListOf(sessions: readonly Session[], currentId: string): SessionList {
  return {
    items: sessions.map(({ id, createdAt, lastUsedAt, expiresAt, client }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      client,
      current: id === currentId,
    })),
  };
}
