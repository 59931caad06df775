import type { OwnPart, OwnQuestion, PartHop, Produced, ReadOwnPart } from '@fairway/catalog';
import type { OrderStatus } from '@fairway/contracts';

interface Row {
  readonly userId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  readonly totalMinor: string;
  readonly createdAt: Date;
  readonly processedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly undeliverableAt: Date | null;
}

const selectOrder = `
  SELECT user_id AS "userId", status, currency, total_minor AS "totalMinor", created_at AS "createdAt",
         processed_at AS "processedAt", cancelled_at AS "cancelledAt", undeliverable_at AS "undeliverableAt"
  FROM orders WHERE id = $1`;

/** What `./fairway journey` shows of the order's own row. */
export const ownPart: ReadOwnPart<Produced<'order-service'>> = async (session, question) => {
  const [order]: Row[] = await session.query(selectOrder, [question.id]);
  return order && partOf(order, question);
};

/** Currencies differ in their minor unit: 5280 is 52.80 EUR and 5280 JPY. */
function amount({ totalMinor, currency }: Pick<Row, 'totalMinor' | 'currency'>): string {
  const { maximumFractionDigits: digits = 0 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  // As a text, which is formatted exactly.
  const value = `${totalMinor}E-${digits}` as Intl.StringNumericLiteral;
  return `${new Intl.NumberFormat('en', { minimumFractionDigits: digits, useGrouping: false }).format(value)} ${currency}`;
}

export function partOf(order: Row, { age }: Pick<OwnQuestion, 'age'>): OwnPart<Produced<'order-service'>> {
  const { status, createdAt, processedAt, cancelledAt, undeliverableAt } = order;
  const row = (at: Date | null, what: string): PartHop[] =>
    at === null ? [] : [{ at, kind: 'row', what: `orders: ${what}` }];
  return {
    status,
    isOpen: status === 'pending' || status === 'undeliverable',
    startedAt: createdAt,
    relatedKeys: [order.userId],
    hops: [
      ...row(createdAt, `pending, ${amount(order)}`),
      ...row(processedAt, 'processed'),
      ...row(undeliverableAt, 'undeliverable'),
      ...row(cancelledAt, 'cancelled'),
    ],
    wrote: [
      'order.created',
      ...(status === 'cancelled' ? ['order.cancelled' as const] : []),
      ...(undeliverableAt === null ? [] : ['order.undeliverable' as const]),
      ...(status === 'processed' ? ['order.processed' as const] : []),
    ],
    missing: status === 'pending' ? [`order still pending after ${age(createdAt)}`] : [],
  };
}
