import { logger, Problem, Pseudonyms, securityEvent } from '@fairway/service-kit';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { type GuessOrigin, originOf } from './guess-limits.js';
import { KnownNetworksRepository } from './known-networks.repository.js';
import { PasswordFailuresRepository, type Standing } from './password-failures.repository.js';
import { Passwords } from './passwords.js';

/** An attempt to prove that one knows the password of an account. */
export interface PasswordAttempt {
  /** In the contract's normal form. */
  readonly email: string;
  readonly password: string;
  /** X-Forwarded-For of the request. */
  readonly forwardedFor: string | undefined;
}

/** The only place that compares passwords, so that all guesses are counted together. ADR 34. */
@Injectable()
export class PasswordChecks {
  constructor(
    private readonly passwords: Passwords,
    private readonly failures: PasswordFailuresRepository,
    private readonly networks: KnownNetworksRepository,
    private readonly pseudonyms: Pseudonyms,
  ) {}

  /**
   * @param account the account with the attempt's address, null when there is none; answer and duration are then the
   * same as for a wrong password
   * @param signal aborts when the caller disconnects
   * @returns the account, if the password is correct
   * @throws Problem `credentials_invalid`; `rate_limited` during a delay, whatever the password; `service_unavailable`
   * when too many wait
   */
  async check(
    account: Account | null,
    { email, password, forwardedFor }: PasswordAttempt,
    signal: AbortSignal,
  ): Promise<Account> {
    const origin = originOf(email, forwardedFor, this.pseudonyms);
    const names = this.#namesOf(email, origin);
    await this.#standing(account, origin, names);
    const right = await this.passwords.verify(password, account?.passwordHash, signal);
    // Checked again: of a thousand guesses sent at once, all passed the first check before one had failed. Right or
    // wrong, those over the limit get the same answer.
    const standing = await this.#standing(account, origin, names);
    if (account === null || !right) {
      await this.#countFailure(account, origin, standing, names);
      throw new Problem('credentials_invalid');
    }
    logger.info(
      { securityEvent: 'login_succeeded', ...names, knownNetwork: standing.known, userId: account.id },
      'a right password',
    );
    if (standing.failedBefore) await this.failures.forget(origin.pair);
    // Once a day is enough.
    if (origin.network !== undefined && !standing.seenToday) await this.networks.remember(account.id, origin.network);
    return account;
  }

  /** Strangers cannot delay the account in this network: its owner has just proved to be there. */
  async trust({ id, email }: Pick<Account, 'id' | 'email'>, forwardedFor: string | undefined): Promise<void> {
    const { network } = originOf(email, forwardedFor, this.pseudonyms);
    if (network !== undefined) await this.networks.remember(id, network);
  }

  /** @throws Problem during a delay */
  async #standing(account: Account | null, origin: GuessOrigin, names: EventNames): Promise<Standing> {
    const standing = await this.failures.standingOf(account?.id, origin);
    if (standing.delaySeconds > 0) throw this.#delayed(standing, names);
    return standing;
  }

  async #countFailure(
    account: Account | null,
    origin: GuessOrigin,
    standing: Standing,
    names: EventNames,
  ): Promise<void> {
    const delaySeconds = await this.failures.count(standing.known ? [origin.pair] : [origin.pair, ...origin.strangers]);
    if (delaySeconds !== undefined) {
      securityEvent('login_failed', { ...names, knownNetwork: standing.known, delaySeconds }, 'a wrong password');
      return;
    }
    // Another guess failed meanwhile and began a delay; only on a slow machine has it ended already.
    const { delaySeconds: left } = await this.failures.standingOf(account?.id, origin);
    throw this.#delayed({ ...standing, delaySeconds: Math.max(1, left) }, names);
  }

  #delayed({ known, delaySeconds }: Standing, names: EventNames): Problem {
    securityEvent(
      'login_locked',
      { ...names, knownNetwork: known, delaySeconds },
      'a password was not checked, after too many wrong ones',
    );
    return new Problem('rate_limited', {
      detail: `Too many wrong passwords; try again in ${delaySeconds} seconds.`,
      headers: { 'retry-after': String(delaySeconds) },
    });
  }

  #namesOf(email: string, { network }: GuessOrigin): EventNames {
    return { account: this.pseudonyms.of('account', email).toString('hex'), network: network?.toString('hex') };
  }
}

/** The subjects of an event, as pseudonyms. */
interface EventNames {
  readonly account: string;
  readonly network: string | undefined;
}
