/**
 * Whether a range counts as the internet. Includes its halves 0.0.0.0/1 and 128.0.0.0/1, which two rules could combine.
 * No organisation owns more than a /8 of IPv4 or a /16 of IPv6.
 */
export function isOpen(cidr: string): boolean {
  const [, address = '', length = ''] = /^(.+)\/(\d+)$/.exec(cidr) ?? [];
  return address !== '' && Number(length) < (address.includes(':') ? 16 : 8);
}
