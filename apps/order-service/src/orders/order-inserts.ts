import { arraysOf, insertOutboxRows, outboxColumns, type OutboxRow, type RowColumn, unnest } from '@fairway/messaging';
import { pgPoolOf } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GroupCommit } from './group-commit.js';
import { laterNames, type Order } from './order.js';
import { orderColumns, orderProperties } from './order.entity.js';

export interface OrderInsert {
  readonly order: Order;
  /** The idempotency key. */
  readonly key: string;
  /** Of the request; distinguishes a retry from another request with the same key. */
  readonly fingerprint: string;
  readonly event: OutboxRow;
}

/*
 * The hot path of the platform, therefore SQL by hand: order, idempotency key and event of up to 64 requests in one
 * statement and one commit. The request that wins a key gets the order and the event; a loser gets no row, and nothing
 * of it is written. The keys are inserted in order, so that two statements with the same keys wait for each other
 * instead of deadlocking. The event takes no lock by key: a new order has no other writer.
 */
const inserted = orderProperties.filter((property) => !laterNames.some((later) => later === property));
const insertedNames = inserted.map((property) => orderColumns[property].name).join(', ');
const columns: readonly RowColumn<OrderInsert>[] = [
  ...inserted.map((property) => ({
    ...orderColumns[property],
    valueOf: ({ order }: OrderInsert) => textOf(order[property]),
  })),
  { name: 'key', type: 'text', valueOf: ({ key }) => key },
  { name: 'fingerprint', type: 'text', valueOf: ({ fingerprint }) => fingerprint },
  ...outboxColumns.map(({ valueOf, ...column }) => ({
    ...column,
    valueOf: ({ event }: OrderInsert) => valueOf(event),
  })),
];

const insertOrders = `/* prepared */
  WITH input AS MATERIALIZED (
    SELECT * FROM ${unnest(columns)} AS rows (${columns.map(({ name }) => name).join(', ')})
  ), won AS (
    INSERT INTO idempotency_keys (user_id, key, fingerprint, order_id)
    SELECT user_id, key, fingerprint, id FROM input ORDER BY user_id, key
    ON CONFLICT DO NOTHING
    RETURNING order_id
  ), inserted AS (
    INSERT INTO orders (${insertedNames})
    SELECT ${insertedNames} FROM input JOIN won ON won.order_id = input.id
  ), events AS (${insertOutboxRows('input JOIN won ON won.order_id = input.id')}
  )
  SELECT order_id FROM won`;

/** The value as an element of an array parameter. */
function textOf(value: Order[keyof Order]): string | number | null {
  if (value === null || typeof value !== 'object') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

/** Inserts new orders, concurrent ones together. */
@Injectable()
export class OrderInserts {
  readonly #database: DataSource;
  readonly #group = new GroupCommit<OrderInsert, boolean>((inserts) => this.#insert(inserts), {
    sizeMax: 64,
    runningMax: 2,
    // About a second's worth, and less than the time after which the gateway gives up.
    waitingMax: 1_000,
    waitMaxMs: 5_000,
  });

  constructor(database: DataSource) {
    this.#database = database;
  }

  /** False when the account has used the idempotency key before; then nothing was written. */
  insert(insert: OrderInsert): Promise<boolean> {
    return this.#group.call(insert);
  }

  async #insert(inserts: readonly OrderInsert[]): Promise<boolean[]> {
    const { rows } = await pgPoolOf(this.#database).query<{ order_id: string }>(
      insertOrders,
      arraysOf(columns, inserts),
    );
    const won = new Set(rows.map((row) => row.order_id));
    return inserts.map(({ order }) => won.has(order.id));
  }
}
