import type { Produced } from '@fairway/catalog';
import { backoffMs, Gathering, Outbox, Pause } from '@fairway/messaging';
import { CircuitBreaker, logger } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClaimStart } from './claim-start.js';
import { type Answer, connectionsMax } from './partner-client.js';
import { type Attempt, WebhookAttempts } from './webhook-attempts.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import type { ClaimedDelivery, DeliveryOutcome } from './webhook-delivery.js';
import { WebhookExpiry } from './webhook-expiry.js';
import { webhookEndpointGone } from './webhook-metrics.js';

// Between rounds with work: attempts accumulate, so that one transaction settles several and claims the next.
const busyRoundMs = 20;
const idleRoundMs = 500;
const databaseRetryMs = 1_000;
const expiryIntervalMs = 5_000;
// This many connections stay reserved for webhooks that were never attempted, however slowly the partner refuses the
// others.
const retriesMax = connectionsMax / 2;
const retryBackoff = { firstMs: 1_000, maxMs: 5 * 60 * 1000 };
// When this many attempts have finished, settle at once: with a backlog, connections would otherwise idle.
const settleAt = connectionsMax / 2;
// A handler signals before its transaction commits; for this long the sender polls closely for its rows.
const expectationMs = 200;

/**
 * Sends the webhooks that the handlers stored, until the partner accepts each or its retry period ends. At least once:
 * after a crash between the partner's answer and our commit, a webhook is sent again with the same `webhook-id`, by
 * which the partner recognises the repeat. `delivery.accepted`, however, is written once, in the transaction that marks
 * the delivery accepted.
 */
@Injectable()
export class WebhookSender implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #circuit = new CircuitBreaker({ failuresMax: 10, probeIntervalMs: 1_000 });
  /** Finished attempts that are not recorded yet. */
  readonly #finished: Attempt[] = [];
  readonly #claimStart = new ClaimStart();
  readonly #gathering = new Gathering(busyRoundMs);
  readonly #pause = new Pause();
  #inFlight = 0;
  #retriesInFlight = 0;
  #nextClaimAtMs = 0;
  #nextExpiryAtMs = 0;
  #expectingUntilMs = 0;
  #stopping = false;
  #running: Promise<void> | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly attempts: WebhookAttempts,
    private readonly expiry: WebhookExpiry,
    private readonly outbox: Outbox<Produced<'event-processor'>>,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  /** Stops claiming, waits for pending answers, and records them. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    this.#pause.cutShort();
    await this.#running;
  }

  /** Whether the partner gets only probes, after several failures or because it asked for a pause. */
  get isHeldBack(): boolean {
    return this.#circuit.isOpen;
  }

  /** Why webhooks wait, if they do; for operators. */
  get trouble(): string | undefined {
    if (this.#circuit.isGone)
      return 'the partner answered 410, so none is sent: ask for its new address, set PARTNER_WEBHOOK_URL and restart';
    if (this.#circuit.isPaused(performance.now())) return 'the partner asked for a pause (Retry-After)';
    return this.#circuit.isOpen ? 'the partner does not accept webhooks; it gets one probe per second' : undefined;
  }

  /** Announces deliveries that are about to be committed, so that they need not wait for the next idle round. */
  expectWork(): void {
    const nowMs = performance.now();
    const idle = !this.#isBusy(nowMs);
    this.#expectingUntilMs = nowMs + expectationMs;
    if (idle) this.#pause.cutShort();
  }

  #isBusy(nowMs: number): boolean {
    return this.#inFlight > 0 || this.#finished.length > 0 || nowMs < this.#expectingUntilMs;
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#round();
        await this.#giveUpOverdue();
        if (this.#stopping && this.#inFlight === 0 && this.#finished.length === 0) return;
        if (this.#finished.length < settleAt) {
          await this.#pause.wait(this.#isBusy(performance.now()) ? this.#gathering.waitMs : idleRoundMs);
        }
      } catch (error) {
        // An unrecorded attempt is claimed and sent again when its lease has expired.
        if (this.#stopping && this.#inFlight === 0) return;
        logger.warn({ err: error }, 'webhook deliveries not settled or claimed, trying again');
        await this.#pause.wait(databaseRetryMs);
      }
    }
  }

  /** Records finished attempts and claims as many deliveries as may be sent, in one transaction. */
  async #round(): Promise<void> {
    const nowMs = performance.now();
    const finished = this.#finished.slice();
    const room = this.#stopping ? 0 : Math.min(connectionsMax - this.#inFlight, this.#circuit.allowance(nowMs));
    const looks = nowMs >= this.#nextClaimAtMs || nowMs < this.#expectingUntilMs;
    if (finished.length === 0 && (room === 0 || !looks)) return;
    const claimed = await this.database.transaction(async (manager) => {
      if (finished.length > 0) await this.#settle(manager, finished);
      return room > 0 ? this.deliveries.claim(manager, this.#wanted(room, nowMs)) : [];
    });
    this.#finished.splice(0, finished.length);
    this.#nextClaimAtMs = claimed.length > 0 ? 0 : nowMs + idleRoundMs;
    this.#claimStart.claimed(claimed);
    this.#gathering.started(claimed.length);
    for (const delivery of claimed) void this.#send(delivery);
  }

  #wanted(room: number, nowMs: number): { limit: number; retriesMax: number; dueFrom: Date | '-infinity' } {
    return {
      limit: room,
      retriesMax: Math.max(0, retriesMax - this.#retriesInFlight),
      dueFrom: this.#claimStart.next(nowMs),
    };
  }

  async #settle(manager: EntityManager, finished: readonly Attempt[]): Promise<void> {
    // One outcome per delivery: of two attempts at the same one in this round, one may have succeeded.
    const outcomes = new Map<string, DeliveryOutcome>();
    for (const { delivery, answer } of finished) {
      const { id, attempts } = delivery;
      if (answer.outcome === 'accepted') {
        outcomes.set(id, { id });
      } else if (!outcomes.has(id)) {
        const retryInMs = Math.max(backoffMs(retryBackoff, attempts + 1), answer.pauseMs);
        outcomes.set(id, { id, failure: { error: answer.error, retryInMs } });
      }
    }
    const newlyAccepted = await this.deliveries.settle(manager, [...outcomes.values()]);
    const news = finished.filter(({ event, delivery }) => event !== undefined && newlyAccepted.delete(delivery.id));
    await this.outbox.addAll(
      manager,
      news.flatMap(({ event }) => event ?? []),
    );
  }

  async #send(delivery: ClaimedDelivery): Promise<void> {
    const retries = delivery.attempts > 0 ? 1 : 0;
    this.#inFlight += 1;
    this.#retriesInFlight += retries;
    this.#circuit.sent(performance.now());
    const attempt = await this.attempts.make(delivery);
    this.#learnFrom(attempt.answer);
    this.#inFlight -= 1;
    this.#retriesInFlight -= retries;
    this.#finished.push(attempt);
    if (this.#finished.length >= settleAt) this.#pause.cutShort();
  }

  #learnFrom(answer: Answer): void {
    const { outcome } = answer;
    if (outcome === 'accepted' || outcome === 'refused') return this.#circuit.answered();
    if (answer.pauseMs > 0) this.#circuit.pause(performance.now(), answer.pauseMs);
    if (outcome !== 'gone') return this.#circuit.failed(performance.now());
    if (!this.#circuit.isGone) {
      logger.error(
        'the partner answered 410, so its endpoint is gone: no webhook is sent until this process is restarted. ' +
          'Ask the partner for its new address, set PARTNER_WEBHOOK_URL and restart.',
      );
    }
    this.#circuit.gone();
    webhookEndpointGone.set(1);
  }

  async #giveUpOverdue(): Promise<void> {
    const nowMs = performance.now();
    if (this.#stopping || nowMs < this.#nextExpiryAtMs) return;
    const mayBeMore = await this.expiry.giveUpOverdue();
    this.#nextExpiryAtMs = mayBeMore ? nowMs : nowMs + expiryIntervalMs;
  }
}
