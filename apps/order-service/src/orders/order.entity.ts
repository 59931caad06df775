import type { OrderItem, OrderStatus } from '@fairway/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Order } from './order.js';

// pg gives bigint as text, as it may pass 2^53; the contract's bounds keep totals below.
const bigintAsNumber = { from: Number, to: (value: number) => value };

@Entity('orders')
export class OrderEntity implements Order {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  status!: OrderStatus;

  @Column('text')
  currency!: string;

  @Column('bigint', { name: 'total_minor', transformer: bigintAsNumber })
  totalMinor!: number;

  @Column('jsonb')
  items!: OrderItem[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'processed_at', nullable: true })
  processedAt!: Date | null;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column('timestamptz', { name: 'undeliverable_at', nullable: true })
  undeliverableAt!: Date | null;
}
