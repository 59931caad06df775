import { ipAddress, networkOf, type Pseudonyms } from '@fairway/service-kit';

/**
 * Number of failures before delays begin. Many people may share a network, and many networks may guess at one account.
 */
export const freeFailures = { pair: 10, account: 100, network: 100 };

export const firstDelaySeconds = 60;
/** Each failure after a delay doubles it, up to this maximum. */
export const longestDelaySeconds = 15 * 60;

/** What a wrong password counts against. */
export interface Subject {
  readonly kind: keyof typeof freeFailures;
  /** A pseudonym: attempts name people without an account here, and sometimes contain a password in the wrong field. */
  readonly digest: Buffer;
}

/** The origin of a password attempt. */
export interface GuessOrigin {
  /** Pseudonym of the network; undefined when the request does not tell. */
  readonly network: Buffer | undefined;
  /** The account in that network. In a network that is known for the account, nothing else counts. */
  readonly pair: Subject;
  /**
   * Also count unless the network is known: guesses from many networks at one account, and from one network at many
   * accounts.
   */
  readonly strangers: readonly Subject[];
}

/**
 * @param forwardedFor X-Forwarded-For of the request; the gateway wrote its last entry, the earlier ones are the
 * client's claim. Without it the network is unknown: the connection's address is the gateway's, and counting against
 * that would close the login to everyone.
 */
export function originOf(email: string, forwardedFor: string | undefined, pseudonyms: Pseudonyms): GuessOrigin {
  const address = ipAddress(forwardedFor?.split(',').at(-1) ?? '');
  const account: Subject = { kind: 'account', digest: pseudonyms.of('account', email) };
  const network = address === undefined ? undefined : networkOf(address);
  const pair: Subject = { kind: 'pair', digest: pseudonyms.of('pair', `${network ?? 'unknown'} ${email}`) };
  if (network === undefined) return { network, pair, strangers: [account] };
  const digest = pseudonyms.of('network', network);
  return { network: digest, pair, strangers: [account, { kind: 'network', digest }] };
}
