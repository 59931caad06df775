import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Problem } from '@fairway/service-kit';
import { hash, verify } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hashParameters } from './password-hash.js';
import { NoSlotError, Slots } from './slots.js';

// A hash fills 46 MiB and one of libuv's four threads, which name look-ups and signatures need too: leave them one.
const hashesAtOnceMax = Math.min(availableParallelism(), 3);
// Up to some seconds of work; whoever came later would have given up before it is done.
const hashesWaitingMax = 100;

/** Hashes and verifies passwords, few at a time. Both throw Problem `rate_limited` when too many wait already. */
@Injectable()
export class Passwords implements OnModuleInit {
  readonly #slots = new Slots({ runningMax: hashesAtOnceMax, waitingMax: hashesWaitingMax });
  #nobodysHash = '';

  async onModuleInit(): Promise<void> {
    this.#nobodysHash = await hash(randomBytes(32), hashParameters);
  }

  hash(password: string): Promise<string> {
    return this.#inSlot(() => hash(password, hashParameters));
  }

  /**
   * @param passwordHash undefined when there is no account: the answer is then false, and takes as long as for a wrong
   * password, so that time does not tell which addresses have accounts
   */
  verify(password: string, passwordHash: string | undefined): Promise<boolean> {
    return this.#inSlot(() => verify(passwordHash ?? this.#nobodysHash, password));
  }

  async #inSlot<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#slots.run(work);
    } catch (error) {
      if (!(error instanceof NoSlotError)) throw error;
      throw new Problem('rate_limited', {
        detail: 'Too many people sign in at the moment; try again in some seconds.',
        headers: { 'retry-after': '5' },
      });
    }
  }
}
