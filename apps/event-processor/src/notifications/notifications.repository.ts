import type { EventData, notificationRequested } from '@fairway/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { NotificationEntity } from './notification.entity.js';

const insertRows = `/* prepared */
  WITH inserted AS (
    INSERT INTO notifications (id, user_id, template, parameters, requested_at, delivered_at)
    SELECT id, user_id, template, parameters, requested_at, $6::timestamptz
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::timestamptz[])
      AS rows (id, user_id, template, parameters, requested_at)
    ON CONFLICT (id) DO NOTHING
    RETURNING id
  )
  SELECT id FROM inserted`;

@Injectable()
export class NotificationsRepository {
  constructor(
    @InjectRepository(NotificationEntity, 'reads') private readonly notifications: Repository<NotificationEntity>,
  ) {}

  /** Adds notifications and returns the ids of the new ones. */
  async add(
    manager: EntityManager,
    requests: readonly EventData<typeof notificationRequested>[],
    deliveredAt: string,
  ): Promise<Set<string>> {
    const rows: { id: string }[] = await manager.query(insertRows, [
      requests.map(({ notificationId }) => notificationId),
      requests.map(({ userId }) => userId),
      requests.map(({ template }) => template),
      requests.map(({ parameters }) => JSON.stringify(parameters)),
      requests.map(({ requestedAt }) => requestedAt),
      deliveredAt,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Newest first. */
  async list(userId: string, limit: number): Promise<NotificationEntity[]> {
    return this.notifications.find({ where: { userId }, order: { deliveredAt: 'DESC', id: 'DESC' }, take: limit });
  }
}
