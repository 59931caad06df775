import { within } from '@fairway/messaging';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { logger } from '../telemetry/logger.js';

const intervalMs = 60 * 60 * 1000;
const batchSize = 5_000;

/** Deletes up to `limit` expired rows and returns their number. */
export type DeleteBatch = (limit: number) => Promise<number>;

/**
 * Deletes expired rows at start (pods may live shorter than an hour) and every hour, in batches so that no lock is held
 * long. A provider extends it: `super('old drafts', (limit) => drafts.prune(limit))`.
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
    // Waits for the current batch; the next start deletes the rest.
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
