import type { NotificationTemplate } from '@fairway/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A notification that was delivered in the app. */
@Entity('notifications')
export class NotificationEntity {
  /** Id of the event that caused it. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  template!: NotificationTemplate;

  @Column('jsonb')
  parameters!: Record<string, string>;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'delivered_at' })
  deliveredAt!: Date;
}
