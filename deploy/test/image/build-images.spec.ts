import { projectName } from '@fairway/catalog';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Builder } from '../../src/image/builder.js';
import { buildImages } from '../../src/image/build-images.js';
import { databaseBootstrap } from '../../src/image/image-names.js';

const folder = mkdtempSync(join(tmpdir(), 'fairway-build-images-'));
afterAll(() => rmSync(folder, { recursive: true }));
const repository = join(folder, 'repository');
const log = join(folder, 'log');
const buildah = join(folder, 'buildah');
const digest = `sha256:${'a'.repeat(64)}`;

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@localhost', ...args], {
    cwd: repository,
    encoding: 'utf8',
  }).trim();

beforeAll(() => {
  const files = {
    'package.json': '{"version": "1.2.3", "license": "MIT"}',
    'package-lock.json': '{"packages": {"deploy": {"name": "jobs"}}}',
    'infra/terraform/environments/common.tfvars': 'repository = "shop/cart"',
    'deploy/images/service.Dockerfile': 'FROM scratch',
    '.gitignore': '.fairway',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All');
  const pushes = `echo "$*" >> ${log}; while [ $# -gt 0 ]; do [ "$1" = --digestfile ] && printf ${digest} > "$2"; shift; done`;
  writeFileSync(buildah, `#!/bin/sh\ncase $1 in push) ${pushes};; images) echo "id 178 MB";; esac\n`, { mode: 0o755 });
});

it.each([
  ['its commit', false],
  ['its commit and `latest`', true],
])('an image is pushed with the tag of %s, and named by its digest', async (_, latest) => {
  rmSync(log, { force: true });
  const commit = git('rev-parse', 'HEAD');
  const builder = Builder.find({
    env: { PATH: process.env['PATH'], FAIRWAY_BUILDAH: buildah },
    stopping: new AbortController().signal,
  });
  const [image] = await buildImages(repository, [databaseBootstrap], {
    builder,
    platform: 'linux/arm64',
    registry: 'registry.test',
    latest,
    kafkaFolder: () => Promise.reject(new Error('Kafka is not asked for.')),
    progress: () => undefined,
  });
  const remote = `registry.test/${projectName}/${databaseBootstrap}`;
  expect(image?.pushed).toBe(`${remote}@${digest}`);
  const targets = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').at(-1));
  expect(targets).toEqual([commit, ...(latest ? ['latest'] : [])].map((tag) => `docker://${remote}:${tag}`));
});
