import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance } from './instance.js';
import { claimPortBase } from './port-plan.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-instance-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const portBase = (name: string) => claimPortBase(root, findInstance(root, name), {});

describe('instances', () => {
  it('each keep their own ports', () => {
    expect(portBase('feature-x')).toBe(4200);
    expect(portBase('feature-y')).toBe(4400);
    expect(portBase('default')).toBe(4000);
    expect(portBase('feature-x')).toBe(4200);
  });

  it('take over the slot of a deleted instance', () => {
    portBase('feature-x');
    portBase('feature-y');
    rmSync(findInstance(root, 'feature-x').folder, { recursive: true });
    expect(portBase('feature-z')).toBe(4200);
  });

  it.each(['', '-x', 'A', '../x', 'a/b', 'x'.repeat(33)])('reject the name "%s"', (name) => {
    expect(() => findInstance(root, name)).toThrow('is not a valid instance name');
  });
});
