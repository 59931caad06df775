import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstance, type Instance } from '../instance/instance.js';
import { identityOf } from '../instance/state.js';
import { claimSupervision } from './claim.js';

let root: string;
let instance: Instance;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-claim-'));
  instance = findInstance(root, 'default');
});
afterEach(() => rmSync(root, { recursive: true }));

const claimPath = () => join(instance.folder, 'supervisor.claim');

describe('the claim on an instance', () => {
  it('is given to one, and to the next when that one gives it back', () => {
    const release = claimSupervision(instance);
    expect(release).toBeDefined();
    expect(claimSupervision(instance)).toBeUndefined();
    release?.();
    expect(existsSync(claimPath())).toBe(false);
    expect(claimSupervision(instance)).toBeDefined();
  });

  it('is free again when its owner has died', async () => {
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(owner, 'spawn');
    mkdirSync(instance.folder, { recursive: true });
    writeFileSync(claimPath(), JSON.stringify(identityOf(owner.pid ?? 0)));
    expect(claimSupervision(instance)).toBeUndefined();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(claimSupervision(instance)).toBeDefined();
  });

  it('is not held by another process that got the pid of a dead owner', () => {
    mkdirSync(instance.folder, { recursive: true });
    writeFileSync(claimPath(), JSON.stringify({ pid: process.pid, startTime: 'another time' }));
    expect(claimSupervision(instance)).toBeDefined();
  });
});
