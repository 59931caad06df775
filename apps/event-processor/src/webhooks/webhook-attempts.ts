import { deliveryAccepted, orderCreated } from '@fairway/contracts';
import type { NewEvent } from '@fairway/messaging';
import { ClientSpan, logger } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import { type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type Answer, PartnerClient } from './partner-client.js';
import type { ClaimedDelivery } from './webhook-delivery.js';
import { webhookAttempts, webhookSeconds } from './webhook-metrics.js';

/** A finished attempt, and the event that follows once it is recorded. */
export interface Attempt {
  readonly delivery: ClaimedDelivery;
  readonly answer: Answer;
  readonly event: NewEvent<typeof deliveryAccepted> | undefined;
}

@Injectable()
export class WebhookAttempts {
  constructor(private readonly partner: PartnerClient) {}

  /** Sends a webhook once, in the trace of its event. Does not throw. */
  async make(delivery: ClaimedDelivery): Promise<Attempt> {
    const startedAtMs = performance.now();
    const cause = propagation.extract(ROOT_CONTEXT, delivery.headers);
    const span = ClientSpan.start(this.partner.request, cause);
    const context = span?.context ?? cause;
    const answer = await this.partner.post(delivery.id, delivery.body, context);
    webhookAttempts.inc({ outcome: answer.outcome });
    webhookSeconds.observe({ outcome: answer.outcome }, (performance.now() - startedAtMs) / 1000);
    if (answer.status === undefined) span?.failed(answer.outcome);
    else span?.answered(answer.status);
    log(delivery, answer, trace.getSpanContext(context)?.traceId);
    return { delivery, answer, event: answer.outcome === 'accepted' ? acceptance(delivery, context) : undefined };
  }
}

/** Only the webhook of its creation decides the order's status. */
function acceptance(
  { eventType, orderId, id: webhookId }: ClaimedDelivery,
  causedBy: Context,
): NewEvent<typeof deliveryAccepted> | undefined {
  if (eventType !== orderCreated.type) return undefined;
  return { event: deliveryAccepted, data: { orderId, webhookId, acceptedAt: new Date().toISOString() }, causedBy };
}

function log({ id, orderId, eventType, attempts }: ClaimedDelivery, answer: Answer, traceId: string | undefined): void {
  const fields = { traceId, orderId, webhookId: id, type: eventType, attempt: attempts + 1 };
  if (answer.outcome === 'accepted') logger.info(fields, 'webhook accepted');
  // After a 410 nothing is sent until the process is started again; the sender says so.
  else
    logger.warn(
      { ...fields, outcome: answer.outcome, error: answer.error },
      answer.outcome === 'gone' ? 'webhook not accepted' : 'webhook not accepted, trying again',
    );
}
