import { describe, expect, it } from 'vitest';
import { historyViolations } from './history.js';

const promise = { accepted: ['a'], unknown: ['u'], expected: ['created', 'processed'] };
const saw = (...observed: [key: string, what: string][]) =>
  historyViolations({ ...promise, observed: observed.map(([key, what]) => ({ key, what })) });

describe('a history', () => {
  it('holds when everything accepted happened once and in order', () => {
    expect(saw(['a', 'created'], ['a', 'processed'])).toEqual([]);
  });

  it('holds when a command of unknown outcome happened completely, or not at all', () => {
    expect(saw(['a', 'created'], ['u', 'created'], ['a', 'processed'], ['u', 'processed'])).toEqual([]);
  });

  it.each<[string, [string, string][], string]>([
    ['loses a command', [], 'a was accepted, and nothing came of it'],
    ['stops half-way', [['a', 'created']], 'a saw created where created, processed was due'],
    ['repeats', [['a', 'created'], ['a', 'created'], ['a', 'processed']], 'a saw created, created, processed'],
    ['changes the order', [['a', 'processed'], ['a', 'created']], 'a saw processed, created'],
    ['invents', [['a', 'created'], ['a', 'processed'], ['x', 'created']], 'x happened, and nobody asked for it'],
    ['half does an unknown', [['a', 'created'], ['a', 'processed'], ['u', 'created']], 'u saw created'],
  ])('is violated when it %s', (_, observed, violation) => {
    expect(saw(...observed)).toEqual([expect.stringContaining(violation)]);
  });
});
