import { describe, expect, it } from 'vitest';
import { networkOf, subjectsOf } from './password-attempt.js';

describe('a failed login counts against', () => {
  it('the account it names and the address it comes from, under digests of their own', () => {
    const [account, address] = subjectsOf('ada@example.com', '192.0.2.1');
    const [otherAccount, sameAddress] = subjectsOf('bob@example.com', '192.0.2.1');
    const [sameAccount, otherAddress] = subjectsOf('ada@example.com', '192.0.2.2');
    expect(sameAccount).toEqual(account);
    expect(sameAddress).toEqual(address);
    expect(new Set([account, otherAccount, address, otherAddress].map((one) => one?.digest.toString('hex'))).size).toBe(4);
  });

  it('an account sooner than an address, which many may share', () => {
    expect(subjectsOf('ada@example.com', '192.0.2.1').map((subject) => subject.failuresMax)).toEqual([10, 100]);
  });
});

describe('the address of an attempt', () => {
  const subjectsFrom = (forwardedFor: string | undefined) => subjectsOf('ada@example.com', forwardedFor);

  it('is the one that the gateway wrote, whatever the client claims before it', () => {
    expect(subjectsFrom('198.51.100.1, 192.0.2.1')).toEqual(subjectsFrom('192.0.2.1'));
    expect(subjectsFrom('192.0.2.1, 198.51.100.1')).not.toEqual(subjectsFrom('192.0.2.1'));
  });

  it.each([undefined, '', 'unknown', '192.0.2.1, '])('is unknown in %j, and only the account counts', (forwardedFor) => {
    expect(subjectsFrom(forwardedFor)).toEqual(subjectsFrom('192.0.2.1').slice(0, 1));
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
