import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance, type Instance } from './instance.js';
import { identityOf } from './state.js';
import { claim } from './claim.js';

let root: string;
let instance: Instance;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-claim-'));
  instance = findInstance(root, 'default');
});
afterEach(() => rmSync(root, { recursive: true }));

const claimPath = () => join(instance.folder, 'supervisor.claim');

describe('the claim on an instance', () => {
  it('is given to one process, and to the next after it is released', () => {
    const release = claim(instance, 'supervisor');
    expect(release).toBeDefined();
    expect(claim(instance, 'supervisor')).toBeUndefined();
    release?.();
    expect(existsSync(claimPath())).toBe(false);
    expect(claim(instance, 'supervisor')).toBeDefined();
  });

  it('is free again when its owner has died', async () => {
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(owner, 'spawn');
    mkdirSync(instance.folder, { recursive: true });
    writeFileSync(claimPath(), JSON.stringify(identityOf(owner.pid ?? 0)));
    expect(claim(instance, 'supervisor')).toBeUndefined();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(claim(instance, 'supervisor')).toBeDefined();
  });

  it('is not held by a process that reuses the pid of a dead owner', () => {
    mkdirSync(instance.folder, { recursive: true });
    writeFileSync(claimPath(), JSON.stringify({ pid: process.pid, startTime: 'another time' }));
    expect(claim(instance, 'supervisor')).toBeDefined();
  });
});
