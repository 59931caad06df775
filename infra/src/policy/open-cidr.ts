/**
 * Whether a range is the internet. Not only 0.0.0.0/0: its two halves, 0.0.0.0/1 and 128.0.0.0/1, are the same in two rules. Nobody owns more
 * than a /8 of IPv4, nor more than a /16 of IPv6.
 */
export function isOpen(cidr: string): boolean {
  const [, address = '', length = ''] = /^(.+)\/(\d+)$/.exec(cidr) ?? [];
  return address !== '' && Number(length) < (address.includes(':') ? 16 : 8);
}
