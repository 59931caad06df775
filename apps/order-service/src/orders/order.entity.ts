import { EntitySchema } from 'typeorm';
import type { Order } from './order.js';

interface OrderColumn<Value> {
  readonly name: string;
  readonly type: TypeOf<NonNullable<Value>>;
  readonly nullable: null extends Value ? true : false;
}

type TypeOf<Value> = Value extends Date
  ? 'timestamptz'
  : Value extends number
    ? 'bigint'
    : Value extends string
      ? 'uuid' | 'text'
      : 'jsonb';

/** The table. All code that reads and writes orders, including SQL by hand, takes its columns from here. */
export const orderColumns: { readonly [Name in keyof Order]: OrderColumn<Order[Name]> } = {
  id: { name: 'id', type: 'uuid', nullable: false },
  userId: { name: 'user_id', type: 'uuid', nullable: false },
  status: { name: 'status', type: 'text', nullable: false },
  currency: { name: 'currency', type: 'text', nullable: false },
  totalMinor: { name: 'total_minor', type: 'bigint', nullable: false },
  items: { name: 'items', type: 'jsonb', nullable: false },
  createdAt: { name: 'created_at', type: 'timestamptz', nullable: false },
  processedAt: { name: 'processed_at', type: 'timestamptz', nullable: true },
  cancelledAt: { name: 'cancelled_at', type: 'timestamptz', nullable: true },
  undeliverableAt: { name: 'undeliverable_at', type: 'timestamptz', nullable: true },
};

export const orderProperties = Object.keys(orderColumns) as (keyof Order)[];

// pg returns bigint as text because it may exceed 2^53; the contract's limits keep totals below.
const bigintAsNumber = { from: Number, to: (value: number) => value };

export const OrderEntity = new EntitySchema<Order>({
  name: 'orders',
  columns: Object.fromEntries(
    Object.entries(orderColumns).map(([property, column]) => [
      property,
      { ...column, primary: property === 'id', ...(column.type === 'bigint' && { transformer: bigintAsNumber }) },
    ]),
  ),
});

/** Columns of an order for a statement, named as its properties. */
export function selectList(names: readonly (keyof Order)[]): string {
  return names.map((property) => `${expressionOf(orderColumns[property])} AS "${property}"`).join(', ');
}

// pg returns float8 as a number.
const expressionOf = ({ name, type }: { name: string; type: string }) =>
  `orders.${name}${type === 'bigint' ? '::float8' : ''}`;
