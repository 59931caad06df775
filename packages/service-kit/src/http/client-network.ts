import { isIPv4, isIPv6 } from 'node:net';

/** The IP address of an X-Forwarded-For entry, which some balancers write with a port; undefined when there is none. */
export function ipAddress(entry: string): string | undefined {
  const text = entry.trim();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIPv4(bare) || isIPv6(bare) ? bare : undefined;
}

/**
 * The network that rate limits count as one client: an IPv4 address, or the upper 64 bits of an IPv6 address, since a
 * household owns all addresses below them and could use a new one for every request. IPv4 addresses inside IPv6, also
 * by NAT64 and 6to4, count as the IPv4 address. The spelling is normalised.
 * @param address as returned by `ipAddress`
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const groups = groupsOf(address);
  const [first, second, third] = groups;
  // ::ffff:0:0/96 and 64:ff9b::/96
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return ipv4(groups[6], groups[7]);
  if (first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0))
    return ipv4(groups[6], groups[7]);
  // 2002::/16
  if (first === 0x2002) return ipv4(second, third);
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

function groupsOf(address: string): number[] {
  // The URL parser accepts every spelling; a zone is not part of the address.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [head = [], tail] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

function ipv4(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
