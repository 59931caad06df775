import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chooseCluster } from '../src/cluster/choose-cluster.js';
import { findCluster, requireCluster } from '../src/cluster/cluster.js';
import { useExistingCluster } from '../src/cluster/existing-cluster.js';
import { deleteKindCluster, startKindCluster } from '../src/cluster/kind-cluster.js';
import type { Run } from '@fairway/programs';

// Docker and kind are not on every machine: shell scripts of their names answer, and record how they were called.
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairway-cluster-'));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'tools', 'cluster'), { recursive: true });
  program('tools/cluster/cluster', 'echo "✗ It needs root." >&2; echo "  → Use sudo." >&2; exit 1');
});

afterEach(() => rmSync(root, { recursive: true }));

function program(path: string, script: string): void {
  writeFileSync(join(root, path), `#!/bin/sh\necho "$(basename "$0") $*" >>${root}/calls\n${script}\n`);
  chmodSync(join(root, path), 0o755);
}

const run = (): Run => ({
  root,
  env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
  progress: () => undefined,
  stopping: new AbortController().signal,
});

const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');

it('takes kind where Docker runs and kind and kubectl are installed', async () => {
  for (const name of ['docker', 'kind', 'kubectl']) program(`bin/${name}`, '');
  expect(await chooseCluster(run())).toMatchObject({ kind: 'kind' });
});

it.runIf(process.platform === 'linux')('takes the processes of this machine where Docker does not run', async () => {
  program('bin/docker', 'exit 1');
  program('tools/cluster/cluster', '');
  expect(await chooseCluster(run())).toEqual({ kind: 'machine', why: 'Docker does not run' });
  expect(calls()).toContain('cluster check');
});

it('says what is missing for both', async () => {
  program('bin/docker', 'exit 1');
  const second =
    process.platform === 'linux' ? 'It needs root. Use sudo.' : 'Without Docker the cluster runs on Linux only.';
  expect(await chooseCluster(run())).toEqual({ missing: `Docker does not run. ${second}` });
});

it('with kind: creates the cluster and the registry, tells each node where it is, and deletes all of it', async () => {
  program('bin/kind', 'case "$*" in "get nodes"*) printf "one\\ntwo\\n" ;; "get kubeconfig"*) echo kubeconfig ;; esac');
  program('bin/docker', '[ "$1" != inspect ]');
  const cluster = await startKindCluster(4, run());

  expect(cluster).toMatchObject({ kind: 'kind', registry: 'localhost:16500' });
  expect(requireCluster(root)).toEqual(cluster);
  expect(readFileSync(cluster.kubeconfig, 'utf8')).toBe('kubeconfig\n');
  expect(statSync(cluster.kubeconfig).mode & 0o777).toBe(0o600);
  expect(calls()).toEqual([
    'kind get clusters',
    `kind create cluster --config ${root}/tools/cluster/kind.yaml --wait 5m`,
    'docker inspect fairway-registry',
    'docker run --detach --restart=unless-stopped --network=kind --name=fairway-registry --publish=127.0.0.1:16500:5000 docker.io/library/registry:3.0.0',
    'kind get nodes --name fairway',
    ...['one', 'two'].map(
      (node) =>
        `docker exec ${node} sh -c mkdir -p /etc/containerd/certs.d/localhost:16500 && echo '[host."http://fairway-registry:5000"]' > /etc/containerd/certs.d/localhost:16500/hosts.toml`,
    ),
    'kind get kubeconfig --name fairway',
  ]);

  await deleteKindCluster(true, run());
  expect(calls().slice(-2)).toEqual([
    'kind delete cluster --name fairway',
    'docker rm --force --volumes fairway-registry',
  ]);
  expect(findCluster(root)).toBeUndefined();
});

it('uses a context that the user names, and says why it cannot', async () => {
  program('bin/kubectl', 'case "$*" in config*) echo kubeconfig ;; *) echo "no route to host" >&2; exit 1 ;; esac');
  const attempt = useExistingCluster({ context: 'mine', registry: 'registry.example.com' }, run());
  await expect(attempt).rejects.toMatchObject({ code: 'failed', cause: 'no route to host' });
  // Commands would otherwise use a cluster that does not answer.
  expect(existsSync(join(root, '.fairway', 'cluster', 'cluster.json'))).toBe(false);

  program('bin/kubectl', 'case "$*" in config*) echo kubeconfig ;; esac');
  await useExistingCluster({ context: 'mine', registry: 'registry.example.com' }, run());
  expect(requireCluster(root)).toMatchObject({ kind: 'existing', registry: 'registry.example.com' });
  expect(calls()).toContain('kubectl config view --minify --flatten --context mine');
});
