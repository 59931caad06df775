import { describe, expect, it } from 'vitest';
import { commandLine, describeAction, type Condition } from './step.js';

const when: Condition = { reads: ['x'], holds: () => true, otherwise: 'it is gone' };

describe('a printed command', () => {
  it.each([
    [['aws', 'ec2', '--filters', 'Name=a,Values=b'], 'aws ec2 --filters Name=a,Values=b'],
    [['terraform', '-target=module.a["x"].this'], `terraform '-target=module.a["x"].this'`],
    [['echo', "it's", '', '$HOME'], `echo 'it'\\''s' '' '$HOME'`],
  ])('%j can be pasted into a shell', (argv, text) => {
    expect(commandLine(argv)).toBe(text);
  });

  it('shows its conditions', () => {
    const reads = ['aws', 'list'] as const;
    expect(describeAction({ kind: 'run', argv: ['a', 'b'] })).toEqual({ command: 'a b', note: null });
    expect(describeAction({ kind: 'run', argv: ['a'], when })).toEqual({ command: 'a', note: 'skipped if it is gone' });
    expect(describeAction({ kind: 'wait', reads, left: () => 0, until: 'it is over', when })).toEqual({
      command: 'aws list',
      note: 'until it is over; skipped if it is gone',
    });
    expect(describeAction({ kind: 'each', reads, ids: () => [], argv: (id) => ['rm', id] })).toEqual({
      command: 'aws list',
      note: 'for each: rm ID',
    });
    expect(describeAction({ kind: 'demand', reads, left: () => 0, problem: '', fix: '' })).toEqual({
      command: 'aws list',
      note: 'must find nothing',
    });
  });
});
