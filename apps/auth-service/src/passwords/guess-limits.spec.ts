import { Pseudonyms } from '@fairway/service-kit';
import { describe, expect, it } from 'vitest';
import { originOf } from './guess-limits.js';

const pseudonyms = new Pseudonyms('a key of at least thirty-two signs');
const origin = (email: string, forwardedFor?: string) => originOf(email, forwardedFor, pseudonyms);

describe('a wrong password counts against', () => {
  it('the account in the network, the account and the network, each under its own pseudonym', () => {
    const first = origin('ada@example.com', '192.0.2.1');
    const others = [origin('bob@example.com', '192.0.2.1'), origin('ada@example.com', '192.0.2.2')];
    const all = [first, ...others].flatMap(({ pair, strangers }) => [pair, ...strangers]);
    expect(new Set(all.map(({ digest }) => digest.toString('hex'))).size).toBe(3 + 2 + 2);
    expect(others[0]?.network).toEqual(first.network);
    expect(others[1]?.strangers[0]).toEqual(first.strangers[0]);
  });

  it('pseudonyms that depend on the key', () => {
    const other = new Pseudonyms('another key of at least thirty-two');
    expect(originOf('ada@example.com', '192.0.2.1', other).pair).not.toEqual(
      origin('ada@example.com', '192.0.2.1').pair,
    );
  });
});

describe('the network of an attempt', () => {
  it('is the entry that the gateway wrote, whatever the client claims before it', () => {
    expect(origin('a@b.c', '198.51.100.1, 192.0.2.1')).toEqual(origin('a@b.c', '192.0.2.1'));
    expect(origin('a@b.c', '192.0.2.1, 198.51.100.1')).not.toEqual(origin('a@b.c', '192.0.2.1'));
  });

  it.each(['2001:db8:1:2::1e', '2001:0DB8:1:2:ffff::1', '[2001:db8:1:2::1]:443'])(
    'is the same /64 for %s',
    (address) => {
      expect(origin('a@b.c', address)).toEqual(origin('a@b.c', '2001:db8:1:2::1'));
    },
  );

  it.each([undefined, '', 'unknown', '192.0.2.1, '])('is unknown in %j, and then no network counts', (forwardedFor) => {
    const { network, strangers } = origin('a@b.c', forwardedFor);
    expect(network).toBeUndefined();
    expect(strangers.map(({ kind }) => kind)).toEqual(['account']);
  });
});
