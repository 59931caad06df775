import type { JourneyPart, PartHop, PartQuestion, Produced, ReadPart } from '@fairway/catalog';

interface Webhook {
  readonly id: string;
  readonly eventType: string;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly givenUpAt: Date | null;
  /** The order was cancelled, and the webhook is no longer sent. */
  readonly withdrawnAt: Date | null;
  readonly lastError: string | null;
}

interface Notification {
  readonly id: string;
  readonly template: string;
  readonly deliveredAt: Date;
}

const selectWebhooks = `
  SELECT id, event_type AS "eventType", attempts, created_at AS "createdAt",
         accepted_at AS "acceptedAt", given_up_at AS "givenUpAt", withdrawn_at AS "withdrawnAt", last_error AS "lastError"
  FROM webhook_deliveries WHERE order_id = $1 ORDER BY seq`;

const selectNotifications = `
  SELECT id, template, delivered_at AS "deliveredAt"
  FROM notifications WHERE user_id = ANY ($1::uuid[]) AND parameters ->> 'orderId' = $2`;

interface Rows {
  readonly webhooks: readonly Webhook[];
  readonly notifications: readonly Notification[];
}

/** What `./fairway journey` shows of an order's webhooks and notifications. */
export const part: ReadPart<Produced<'event-processor'>> = async (session, question) =>
  partOf(
    {
      webhooks: await session.query(selectWebhooks, [question.id]),
      notifications: await session.query(selectNotifications, [question.relatedKeys, question.id]),
    },
    question,
  );

export async function partOf(
  { webhooks, notifications }: Rows,
  question: PartQuestion,
): Promise<JourneyPart<Produced<'event-processor'>>> {
  const created = webhooks.find(({ eventType }) => eventType === 'order.created');
  const isNotified = notifications.length > 0;
  const isProcessed = question.handled.has('order.processed');
  return {
    hops: [...webhooks.flatMap(webhookHops), ...notifications.map(notificationHop)],
    wrote: [
      ...(created?.acceptedAt ? ['delivery.accepted' as const] : []),
      ...(created?.givenUpAt ? ['delivery.given-up' as const] : []),
      ...(isProcessed || isNotified ? ['notification.requested' as const] : []),
      ...(isNotified ? ['notification.delivered' as const] : []),
    ],
    missing: [
      ...(await missingWebhooks(webhooks, question)),
      ...(isProcessed && !isNotified ? ['notification not delivered'] : []),
    ],
    relatedIds: notifications.map(({ id }) => id),
  };
}

async function missingWebhooks(webhooks: readonly Webhook[], { age, details }: PartQuestion): Promise<string[]> {
  const unaccepted = webhooks.filter(({ acceptedAt, withdrawnAt }) => acceptedAt === null && withdrawnAt === null);
  const trouble = unaccepted.some(({ givenUpAt }) => givenUpAt === null) ? await partnerTrouble(details) : '';
  return unaccepted.map(({ id, eventType, attempts, lastError, createdAt, givenUpAt }) => {
    const error = lastError === null ? '' : `, last answer: ${lastError}`;
    if (givenUpAt !== null) return `webhook ${eventType} ${id} given up after ${attemptsText(attempts)}${error}`;
    return `webhook ${eventType} not accepted by the partner: due for ${age(createdAt)}, ${attemptsText(attempts)}${error}${trouble}`;
  });
}

/** Why no or few webhooks are sent to the partner, in the words of the readiness check. */
async function partnerTrouble(details: PartQuestion['details']): Promise<string> {
  const prefix = 'partner: ';
  const detail = (await details()).find((text) => text.startsWith(prefix));
  return detail === undefined ? '' : `; webhooks wait: ${detail.slice(prefix.length)}`;
}

function webhookHops({ eventType, createdAt, acceptedAt, givenUpAt, withdrawnAt, attempts }: Webhook): PartHop[] {
  const row = (at: Date | null, what: string): PartHop[] =>
    at === null ? [] : [{ at, kind: 'row', what: `webhook_deliveries: ${eventType} ${what}` }];
  return [
    ...row(createdAt, 'due'),
    ...row(givenUpAt, `given up after ${attemptsText(attempts)}`),
    ...row(withdrawnAt, 'withdrawn'),
    ...(acceptedAt === null
      ? []
      : [{ at: acceptedAt, kind: 'webhook', where: 'partner', what: `accepted ${eventType} at attempt ${attempts}` }]),
  ];
}

function notificationHop({ template, deliveredAt }: Notification): PartHop {
  return { at: deliveredAt, kind: 'row', what: `notifications: ${template} delivered` };
}

export const attemptsText = (attempts: number) => `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
