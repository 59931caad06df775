import { hash } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';

/** Failures are counted in a window of this length that ends now; who has too many waits for the oldest to leave it. */
export const failureWindowSeconds = 15 * 60;

// Many people share the address of one office or carrier, so it takes more to close that to all of them.
const failuresMax = { account: 10, address: 100 };

/** What a failed login counts against. */
export interface Subject {
  /** SHA-256: attempts name people who have no account here, and now and then hold a password in the wrong field. */
  readonly digest: Buffer;
  /** With this many failures in the window, no further attempt is looked at. */
  readonly failuresMax: number;
}

/**
 * A login counts against the account it names, there or not, and against the network it comes from.
 * @param forwardedFor X-Forwarded-For of the request, whose last entry the gateway wrote; what stands before that is
 * the client's own claim. Without it the network is unknown: the connection's address is the gateway's, and counting
 * against that would close the login to everybody.
 */
export function subjectsOf(email: string, forwardedFor: string | undefined): Subject[] {
  const account = { digest: digestOf(`account ${email}`), failuresMax: failuresMax.account };
  const address = forwardedFor?.split(',').at(-1)?.trim() ?? '';
  if (isIP(address) === 0) return [account];
  return [account, { digest: digestOf(`address ${networkOf(address)}`), failuresMax: failuresMax.address }];
}

/**
 * The IPv4 address, or the first 64 bits of the IPv6 address: one household has all addresses below those, and could
 * use a new one for every guess.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const groups = tail === undefined ? [...head] : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
