import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGoPrograms, findUnbuiltGoPrograms, onPath, type Run, runOrFail } from '../src/index.js';

const root = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'programs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An empty cache, and this in place of the machine's Go. */
function runWith(go: string, path = '/usr/bin:/bin'): Run {
  script('go', go);
  const env = { PATH: `${folder}:${path}`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  return { root, env, progress: () => undefined, stopping: new AbortController().signal };
}

function script(name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/usr/bin/env bash\n${text}\n`);
  chmodSync(path, 0o755);
}

const build = (go: string) => findGoPrograms(['amtool'], runWith(go));

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

// Those of POSIX, and what macOS has besides.
const tools =
  'awk basename bash cat chmod cp cut dirname env find grep head ln mkdir mktemp mv perl rm sed shasum sleep sort tr wc xargs'.split(
    ' ',
  );
const absent = tools.filter((tool) => onPath(tool, process.env) === undefined);

describe.skipIf(absent.length > 0)('without the tools that only GNU and Linux have', () => {
  /** A Go that finds one module and builds a program of it, which takes a moment. */
  function fakeGo(): string {
    const module = join(folder, 'module');
    // Its packages take the place of those of the module.
    cpSync(join(root, 'tools/go-programs/jaeger'), module, { recursive: true });
    writeFileSync(join(module, 'go.mod'), 'module jaeger\n\nreplace a => ../a\n');
    return `case $1 in
      env) echo go1.99.0 ;;
      mod) printf '{\\n\\t"Dir": "${module}"\\n}\\n' ;;
      list) echo package ;;
      build)
        grep -q '=>' go.mod && exit 1
        echo "$(<go.mod)" >>"${folder}/builds"
        while [[ $1 != -o ]]; do shift; done
        sleep 1
        printf '#!/bin/sh\\necho built\\n' >"$2" && chmod +x "$2" ;;
    esac`;
  }

  function macLike(): Run {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const tool of tools) symlinkSync(onPath(tool, process.env) ?? '', join(bin, tool));
    return runWith(fakeGo(), bin);
  }

  it('a program is built once, though two ask for it at the same time, and found from then on', async () => {
    const run = macLike();
    expect(await findUnbuiltGoPrograms(['jaeger'], run)).toEqual(['jaeger']);
    const [one, other] = await Promise.all([findGoPrograms(['jaeger'], run), findGoPrograms(['jaeger'], run)]);
    expect(one).toEqual(other);
    expect(await runOrFail([one.jaeger], run)).toBe('built\n');
    expect(readFileSync(join(folder, 'builds'), 'utf8').match(/module jaeger/g)).toHaveLength(1);
    expect(await findUnbuiltGoPrograms(['jaeger'], run)).toEqual([]);
  });
});
