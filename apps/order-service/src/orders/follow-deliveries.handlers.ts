import { deliveryAccepted, deliveryGivenUp, type EventData } from '@fairway/contracts';
import { addToOutbox, type EventHandler, type HandledEvent, Outbox, type OutboxRow } from '@fairway/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChangedOrder } from './order.js';
import { orderProcessedRow, orderUndeliverableRow } from './order-events.js';
import { OrdersRepository } from './orders.repository.js';

/**
 * What becomes of a delivery changes its order only if the order's status allows it: a cancelled order stays cancelled,
 * though the partner has accepted it. Only orders that changed get an event, and whoever counts orders or tells of
 * them follows those events, so that all agree with the status.
 */
@Injectable()
abstract class FollowDeliveries<Data extends { orderId: string }> {
  protected abstract readonly status: 'processed' | 'undeliverable';

  constructor(
    private readonly orders: OrdersRepository,
    protected readonly outbox: Outbox,
  ) {}

  protected abstract timeOf(data: Data): string;
  protected abstract rowOf(order: ChangedOrder, event: HandledEvent<Data>): OutboxRow;

  async handle(events: readonly HandledEvent<Data>[], manager: EntityManager): Promise<void> {
    const eventOf = new Map(events.map((event) => [event.data.orderId, event]));
    const changes = [...eventOf].map(([id, { data }]) => ({ id, at: this.timeOf(data) }));
    const changed = await this.orders.changeStatus(manager, this.status, changes);
    const rows = changed.flatMap((order) => {
      const event = eventOf.get(order.id);
      return event === undefined ? [] : [this.rowOf(order, event)];
    });
    await addToOutbox(manager, rows);
  }
}

type Accepted = EventData<typeof deliveryAccepted>;
type GivenUp = EventData<typeof deliveryGivenUp>;

@Injectable()
export class ProcessAcceptedOrders
  extends FollowDeliveries<Accepted>
  implements EventHandler<typeof deliveryAccepted, EntityManager>
{
  readonly event = deliveryAccepted;
  protected readonly status = 'processed';

  protected timeOf({ acceptedAt }: Accepted): string {
    return acceptedAt;
  }

  protected rowOf(order: ChangedOrder, { data, context }: HandledEvent<Accepted>): OutboxRow {
    return orderProcessedRow(this.outbox, order, data.acceptedAt, context);
  }
}

@Injectable()
export class MarkUndeliverableOrders
  extends FollowDeliveries<GivenUp>
  implements EventHandler<typeof deliveryGivenUp, EntityManager>
{
  readonly event = deliveryGivenUp;
  protected readonly status = 'undeliverable';

  protected timeOf({ givenUpAt }: GivenUp): string {
    return givenUpAt;
  }

  protected rowOf(order: ChangedOrder, { data, context }: HandledEvent<GivenUp>): OutboxRow {
    return orderUndeliverableRow(this.outbox, order, data.givenUpAt, context);
  }
}
