import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGoPrograms } from '../src/index.js';

const root = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'programs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds into an empty cache, with this in place of the machine's Go. */
function build(go: string): Promise<unknown> {
  const path = join(folder, 'go');
  writeFileSync(path, `#!/usr/bin/env bash\n${go}\n`);
  chmodSync(path, 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  const stopping = new AbortController().signal;
  return findGoPrograms(['amtool'], { root, env, progress: () => undefined, stopping });
}

const copied = () => readdirSync(join(folder, 'cache/fairway-cluster')).filter((name) => name.startsWith('work-'));

// Each once led to a copy of the whole file system, until the disk was full.
describe('nothing is copied, and the reason is told', () => {
  it('with an old Go', async () => {
    await expect(build('echo go1.20')).rejects.toMatchObject({
      message: expect.stringMatching(/^Go [\d.]+ or newer builds these programs; found go1\.20\.$/),
    });
    expect(copied()).toEqual([]);
  });

  it('when the module cannot be downloaded', async () => {
    const offline = `case $1 in
      env) echo go1.99.0 ;;
      mod) printf '{\\n\\t"Path": "a",\\n\\t"Error": "the proxy is away"\\n}\\n' && exit 1 ;;
    esac`;
    await expect(build(offline)).rejects.toMatchObject({
      message: expect.stringContaining('could not be downloaded'),
      hint: 'the proxy is away',
    });
    expect(copied()).toEqual([]);
  });
});
