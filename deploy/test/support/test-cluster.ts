import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, test, vi } from 'vitest';
import { requireCluster } from '../../src/cluster/cluster.js';
import type { TestCluster } from './cluster.setup.js';

export const root = process.cwd();

export interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `it` on the cluster; skipped, with the reason, on a machine that cannot run one. */
export const it = test.extend<{ cluster: TestCluster }>({
  cluster: [
    async ({ skip }, use) => {
      const provided = inject('testCluster');
      if ('missing' in provided) return skip(provided.missing);
      await use(provided);
    },
    { auto: true },
  ],
});

/** Registers a hook where there is a cluster. Elsewhere `it` skips every test. */
export function onCluster(
  hook: (listener: () => Promise<void>) => void,
  listener: (cluster: TestCluster) => Promise<void>,
): void {
  const provided = inject('testCluster');
  if (!('missing' in provided)) hook(() => listener(provided));
}

/** Runs a program to its end; its exit code is for the caller to judge. */
function run(command: string, args: readonly string[], input = ''): Promise<Output> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, stdout, stderr: error?.code === 'ENOENT' ? error.message : stderr });
    });
    child.stdin?.end(input);
  });
}

/** @throws Error with its output when it exits with another code than 0 */
export async function must(output: Promise<Output>): Promise<string> {
  const { exitCode, stdout, stderr } = await output;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

export const fairway = (...args: readonly string[]) => run(join(root, 'fairway'), args);

export function kubectl(args: readonly string[], input?: string): Promise<Output> {
  const { kubectl: program, kubeconfig } = requireCluster(root);
  return run(program, ['--kubeconfig', kubeconfig, ...args], input);
}

/** Manifests may be JSON. */
export const apply = (...objects: readonly object[]) =>
  must(kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })));

// Without this annotation a pod could wait for a fake node, where nothing runs. Clusters without fakes ignore it.
const onRealNodes = { 'scheduler.alpha.kubernetes.io/node-selector': 'type=real' };

/** Creates a namespace that no other test uses. @returns its name, when it takes pods */
export async function createNamespace(
  labels: Readonly<Record<string, string>> = {},
  annotations: Readonly<Record<string, string>> = onRealNodes,
): Promise<string> {
  const name = `test-${randomUUID().slice(0, 8)}`;
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
  const account = ['get', 'serviceaccount', 'default', '--namespace', name];
  await vi.waitUntil(async () => (await kubectl(account)).exitCode === 0, { timeout: 300_000, interval: 200 });
  return name;
}

/** Builds an image from the text of its Dockerfile, and pushes it. @returns its name by digest */
export async function pushImage({ kind }: TestCluster, name: string, dockerfile: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-image-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    const { registry } = requireCluster(root);
    const target = `${registry}/${name}`;
    if (kind === 'kind') {
      await must(run('docker', ['build', '--tag', target, folder]));
      await must(run('docker', ['push', target]));
      return (await must(run('docker', ['inspect', '--format={{index .RepoDigests 0}}', target]))).trim();
    }
    const buildah = (...args: readonly string[]) => must(run(join(root, 'tools', 'cluster', 'buildah'), args));
    const digest = join(folder, 'digest');
    await must(run(join(root, 'tools', 'cluster', 'cluster'), ['base-image']));
    await buildah('build', '--tag', target, folder);
    await buildah('push', '--digestfile', digest, target);
    return `${target.split(':').slice(0, -1).join(':')}@${readFileSync(digest, 'utf8')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
