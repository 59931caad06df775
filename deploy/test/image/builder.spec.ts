import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Builder, type BuildOptions, ownPlatform } from '../../src/image/builder.js';

let folder: string;
let options: BuildOptions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-builder-'));
  const dockerfile = join(folder, 'Dockerfile');
  writeFileSync(dockerfile, 'FROM scratch');
  options = {
    dockerfile,
    context: 'c',
    platform: 'linux/arm64',
    arguments: { APP: 'a' },
    contexts: { libraries: 'l' },
    labels: { title: 'a', licenses: 'Say "$5"' },
    tag: 't',
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

const find = (env: NodeJS.ProcessEnv = {}, stopping = new AbortController().signal) =>
  Builder.find({ env: { PATH: folder, ...env }, stopping });

it('takes buildah, podman or docker, the first of them that is there', () => {
  program('docker', '');
  expect(find().tool).toBe('docker');
  program('podman', '');
  expect(find().tool).toBe('podman');
  program('buildah', '');
  expect(find().tool).toBe('buildah');
});

it('says what to install when there is none', () => {
  expect(() => find()).toThrow('No container tool is on the PATH.');
});

it('runs the program of FAIRWAY_BUILDAH in place of buildah, with the arguments of the build', async () => {
  program('docker', '');
  const log = join(folder, 'log');
  const builder = find({ FAIRWAY_BUILDAH: program('own-buildah', `echo "$*" > ${log}; echo "id 178 MB"`) });
  await builder.build(options);
  const [own, ...of] = readFileSync(log, 'utf8').split(/--file \S+ /);
  expect(own).toBe(`build --layers --build-arg BUILDPLATFORM=${ownPlatform} `);
  expect(of).toEqual(['--platform linux/arm64 --build-arg APP=a --build-context libraries=l --tag t c\n']);
  expect(await builder.describe('t')).toEqual({ id: 'sha256:id', size: '178 MB' });
});

it('labels an image in one step, after those of its Dockerfile', async () => {
  const log = join(folder, 'log');
  program('docker', `while [ "$1" != --file ]; do shift; done; /bin/cat "$2" > ${log}`);
  await find().build(options);
  expect(readFileSync(log, 'utf8')).toBe(
    String.raw`FROM scratch
LABEL "title"="a" "licenses"="Say \"\$5\""
`,
  );
});

it('reports a build that fails', async () => {
  program('podman', 'exit 125');
  await expect(find().build(options)).rejects.toMatchObject({ code: 'failed', cause: /exit code 125/ });
});

it('ends the program when it is interrupted', async () => {
  const interruption = new AbortController();
  program('podman', 'exec /bin/sleep 3600');
  const built = find({}, interruption.signal).build(options);
  interruption.abort();
  await expect(built).rejects.toMatchObject({ code: 'interrupted' });
});

it.each(['localhost:5000', 'registry.example'])('a push to %s returns the digest in the registry', async (registry) => {
  program(
    'buildah',
    `case "$*" in *--tls-verify=false*) tls=off ;; *) tls=on ;; esac
while [ "$1" != --digestfile ]; do shift; done; echo "sha256:$tls" > "$2"`,
  );
  const digest = await find().push('t', `${registry}/fairway/shop:1`);
  expect(digest).toBe(registry.startsWith('localhost') ? 'sha256:off' : 'sha256:on');
});
