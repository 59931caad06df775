import { within } from '@fairway/messaging';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { logger } from '../telemetry/logger.js';

const intervalMs = 60 * 60 * 1000;
const batchSize = 5_000;

/** Deletes up to `limit` rows that are past their time; returns how many there were. */
export type DeleteBatch = (limit: number) => Promise<number>;

/**
 * Deletes what is past its time, at start (pods may live shorter than an hour) and every hour, in batches that hold no
 * lock long. Extend it in a provider: `super('old drafts', (limit) => drafts.prune(limit))`.
 */
export abstract class HourlyPruning implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #what: string;
  readonly #deletions: readonly DeleteBatch[];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;

  protected constructor(what: string, ...deletions: readonly DeleteBatch[]) {
    this.#what = what;
    this.#deletions = deletions;
  }

  onApplicationBootstrap(): void {
    this.#running = this.#prune();
    this.#timer = setInterval(() => (this.#running = this.#prune()), intervalMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping = true;
    // The batch in hand; what is not deleted now is at the next start.
    await within(1_000, Promise.resolve(this.#running));
  }

  async #prune(): Promise<void> {
    try {
      for (const deleteBatch of this.#deletions) {
        while (!this.#stopping && (await deleteBatch(batchSize)) === batchSize);
      }
    } catch (error) {
      logger.warn({ err: error }, `${this.#what} not deleted, trying again in an hour`);
    }
  }
}
