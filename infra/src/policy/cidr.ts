/** Whether two ranges overlap; an IPv6 and an IPv4 range never do. @throws Error for a text that is not a range */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  const bits = Math.min(a.prefixBits, b.prefixBits);
  return a.totalBits === b.totalBits && a.value >> BigInt(a.totalBits - bits) === b.value >> BigInt(b.totalBits - bits);
}

interface Range {
  readonly value: bigint;
  readonly prefixBits: number;
  readonly totalBits: number;
}

function rangeOf(cidr: string): Range {
  const [, address = '', length = ''] = /^([\d.:a-f]+)\/(\d{1,3})$/i.exec(cidr) ?? [];
  if (address === '') throw new Error(`"${cidr}" is not an address range.`);
  return address.includes(':')
    ? { value: joined(groupsOf(address), 16), prefixBits: Number(length), totalBits: 128 }
    : { value: joined(address.split('.').map(Number), 8), prefixBits: Number(length), totalBits: 32 };
}

function groupsOf(address: string): number[] {
  const [left = '', right = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [before, after] = [groups(left), groups(right)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

const joined = (parts: readonly number[], bits: number) =>
  parts.reduce((sum, part) => (sum << BigInt(bits)) | BigInt(part), 0n);
