import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { preparePassword } from '@fairway/contracts';
import { NoSlotError, Problem, Slots } from '@fairway/service-kit';
import { hash, verify } from '@node-rs/argon2';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hashParameters } from './password-hash.js';

// A hash uses 46 MiB and one of libuv's four threads, which name look-ups and signatures need too: leave them one.
const hashesAtOnceMax = Math.min(availableParallelism(), 3);
// Separately for logins and for registrations.
const hashesWaitingMax = 100;
// Half of the time that the gateway allows for the whole request.
const waitMaxMs = 5_000;

/**
 * Hashes and verifies passwords, a few at a time. Logins and registrations take turns while both wait, so a crowd of
 * registrations cannot lock out logins, nor the reverse; a reserve for each would leave half of a small machine idle.
 *
 * All methods throw Problem `service_unavailable` when too many already wait or the wait was too long, and the signal's
 * reason when it aborts.
 */
@Injectable()
export class Passwords implements OnModuleInit {
  readonly #slots = new Slots({ runningMax: hashesAtOnceMax, waitingMax: hashesWaitingMax });
  #nobodysHash = '';

  async onModuleInit(): Promise<void> {
    this.#nobodysHash = await hash(randomBytes(32), hashParameters);
  }

  /**
   * For a new account.
   * @param password as prepared by `newPasswordSchema`
   */
  hash(password: string, signal: AbortSignal): Promise<string> {
    return this.#inSlot('registration', signal, () => hash(password, hashParameters));
  }

  /** For an account with a weak hash; the login that sends the password waits for it. */
  rehash(password: string, signal: AbortSignal): Promise<string> {
    return this.#inSlot('login', signal, () => hash(preparePassword(password), hashParameters));
  }

  /**
   * @param passwordHash undefined when there is no account: the answer is then false and takes as long as for a wrong
   * password, so that the duration does not reveal which addresses have accounts
   */
  verify(password: string, passwordHash: string | undefined, signal: AbortSignal): Promise<boolean> {
    const known = passwordHash ?? this.#nobodysHash;
    return this.#inSlot('login', signal, async () => {
      const prepared = preparePassword(password);
      if (await verify(known, prepared)) return true;
      // An old hash was made from the password as typed, before passwords were prepared: it must not lock its owner
      // out.
      return prepared !== password && verify(known, password);
    });
  }

  async #inSlot<Result>(
    lane: 'login' | 'registration',
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      await this.#slots.take({ lane, timeoutMs: waitMaxMs, signal });
    } catch (error) {
      if (!(error instanceof NoSlotError)) throw error;
      throw new Problem('service_unavailable', {
        detail: 'Too many people sign in at the moment. Try again in a few seconds.',
        headers: { 'retry-after': '5' },
        cause: error,
      });
    }
    try {
      return await work();
    } finally {
      this.#slots.release();
    }
  }
}
