import { logger } from '@fairway/service-kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LoginFailuresRepository } from '../login/login-failures.repository.js';
import { RefreshFamiliesRepository } from '../refresh-tokens/refresh-families.repository.js';

const intervalMs = 60 * 60 * 1000;
const batchSize = 5_000;

/** Deletes expired refresh tokens and old login failures, at start and every hour, in batches that hold no lock long. */
@Injectable()
export class Pruning implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopping = false;

  constructor(
    private readonly families: RefreshFamiliesRepository,
    private readonly failures: LoginFailuresRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#prune();
    this.#timer = setInterval(() => (this.#running = this.#prune()), intervalMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping = true;
    await this.#running;
  }

  async #prune(): Promise<void> {
    try {
      while (!this.#stopping && (await this.families.deleteExpired(batchSize)) === batchSize);
      while (!this.#stopping && (await this.failures.deleteOld(batchSize)) === batchSize);
    } catch (error) {
      logger.warn({ err: error }, 'expired tokens and old login failures not deleted, trying again in an hour');
    }
  }
}
