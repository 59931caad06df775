import type { Produced } from '@fairway/catalog';
import {
  deliveryAccepted,
  deliveryGivenUp,
  type EventData,
  type EventDefinition,
  orderProcessed,
  orderUndeliverable,
} from '@fairway/contracts';
import { type HandledEvent, type NewEvent, Outbox } from '@fairway/messaging';
import { AfterCommit, exemplarOf, HandlesEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ChangedOrder, processedFacts, undeliverableFacts } from './order.js';
import { OrdersRepository } from './orders.repository.js';
import { timeToProcessed } from './processing-time.metric.js';

type Publishes = Produced<'order-service'>;

/**
 * The outcome of a delivery changes its order only if the order's status allows it: a cancelled order stays cancelled
 * even after the partner has accepted it. Only changed orders get an event. Figures and notifications follow those
 * events, so all of them agree with the status.
 */
@Injectable()
abstract class FollowDeliveries<Data extends { orderId: string }, News extends EventDefinition<Publishes>> {
  protected abstract readonly status: 'processed' | 'undeliverable';
  protected abstract readonly timeOf: (data: Data) => string;
  /** The event published for each changed order. */
  protected abstract readonly news: News;
  protected abstract readonly factsOf: (order: ChangedOrder, at: string) => EventData<News>;

  constructor(
    private readonly orders: OrdersRepository,
    private readonly outbox: Outbox<Publishes>,
  ) {}

  async handle(events: readonly HandledEvent<Data>[], manager: EntityManager): Promise<void> {
    const causes = new Map(events.map(({ data, context }) => [data.orderId, { at: this.timeOf(data), context }]));
    const changed = await this.orders.changeStatus(
      manager,
      this.status,
      [...causes].map(([id, { at }]) => ({ id, at })),
    );
    const news = changed.flatMap((order) => {
      const cause = causes.get(order.id);
      return cause === undefined
        ? []
        : [{ event: this.news, data: this.factsOf(order, cause.at), causedBy: cause.context }];
    });
    await this.outbox.addAll(manager, news);
    this.changed(news, manager);
  }

  protected changed(_news: readonly NewEvent<News>[], _manager: EntityManager): void {}
}

type Accepted = EventData<typeof deliveryAccepted>;
type GivenUp = EventData<typeof deliveryGivenUp>;

@HandlesEvent(deliveryAccepted)
export class ProcessAcceptedOrders extends FollowDeliveries<Accepted, typeof orderProcessed> {
  protected readonly status = 'processed';
  protected readonly timeOf = ({ acceptedAt }: Accepted) => acceptedAt;
  protected readonly news = orderProcessed;
  protected readonly factsOf = processedFacts;

  constructor(
    orders: OrdersRepository,
    outbox: Outbox<Publishes>,
    private readonly commits: AfterCommit,
  ) {
    super(orders, outbox);
  }

  protected override changed(news: readonly NewEvent<typeof orderProcessed>[], manager: EntityManager): void {
    this.commits.call(manager, () => {
      const nowMs = Date.now();
      for (const { data, causedBy } of news) {
        const value = (nowMs - Date.parse(data.createdAt)) / 1_000;
        timeToProcessed.observe({ labels: {}, value, exemplarLabels: exemplarOf(causedBy) });
      }
    });
  }
}

@HandlesEvent(deliveryGivenUp)
export class MarkUndeliverableOrders extends FollowDeliveries<GivenUp, typeof orderUndeliverable> {
  protected readonly status = 'undeliverable';
  protected readonly timeOf = ({ givenUpAt }: GivenUp) => givenUpAt;
  protected readonly news = orderUndeliverable;
  protected readonly factsOf = undeliverableFacts;
}
