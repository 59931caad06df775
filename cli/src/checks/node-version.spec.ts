import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const { engines, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string };
  devDependencies: Record<string, string>;
};
const needed = engines.node.replace('>=', '');
const folder = mkdtempSync(join(tmpdir(), 'fairway-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the version of Node.js', () => {
  it('that the repository pins matches .nvmrc, the types and the Node.js of this test', () => {
    const pinned = devDependencies['node'];
    expect(readFileSync('.nvmrc', 'utf8').trim()).toBe(pinned);
    expect(devDependencies['@types/node']?.split('.')[0]).toBe(pinned?.split('.')[0]);
    expect(process.versions.node).toBe(pinned);
  });

  it('that the README asks for matches package.json', () => {
    expect(readFileSync('README.md', 'utf8')).toContain(`with Node.js ${needed} or newer`);
  });

  it.each([
    ['v18.20.8', 3],
    ['v20.18.3', 3],
    [`v${needed}.0`, 0],
    ['v21.0.0', 0],
    ['v100.1.0', 0],
  ])('of the host is compared with it: %s ends the command with %j', (version, expected) => {
    // Says its version, and does nothing else.
    writeFileSync(join(folder, 'node'), `#!/bin/sh\n[ "$1" = -v ] && echo ${version}\nexit 0\n`, { mode: 0o755 });
    const { status, stderr } = spawnSync(join(process.cwd(), 'fairway'), ['--version'], {
      env: { ...process.env, PATH: `${folder}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    expect({ status, refused: stderr.includes(`Node.js ${needed} or newer is needed; found ${version}`) }).toEqual({
      status: expected,
      refused: expected === 3,
    });
  });
});
