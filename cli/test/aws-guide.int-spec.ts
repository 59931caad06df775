import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakePrograms } from './fake-programs.js';

const aws = 'docs/guides/aws.md';
const bootstrap = 'infra/terraform/stacks/bootstrap/README.md';

it.each([aws, bootstrap, 'docs/guides/accounts.md', 'docs/guides/upgrade.md'])(
  'the commands of %s have valid shell syntax',
  (file) => {
    expect(blocksOf(file).length).toBeGreaterThan(0);
    for (const block of blocksOf(file)) execFileSync('bash', ['-n', '-c', block]);
  },
);

// Pasted one after the other into one shell, in a clone that another team has adopted; the programs of AWS are fakes.
it("the commands of the AWS guide work in sequence with the reader's names", () => {
  const guide = blocksOf(aws);
  const state = guide.findIndex((block) => block.includes('stacks/global'));
  const calls = pasted([...guide.slice(0, state), ...blocksOf(bootstrap), ...guide.slice(state)]);
  expect(calls.filter((call) => call.startsWith('terraform')).length).toBeGreaterThan(15);
  expect(calls).toContainEqual(expect.stringContaining('-backend-config=key=dev/network/terraform.tfstate'));
  expect(calls).toContainEqual(expect.stringMatching(/update-kubeconfig .*--name acme-dev/));
  expect(calls).toContainEqual(expect.stringContaining('--secret-id acme/dev/auth-service/ADMIN_PASSWORD'));
  expect(calls).toContainEqual(
    expect.stringMatching(/^kubectl config set-cluster acme .*--tls-server-name cluster\.eks$/),
  );
});

it('the commands of the accounts guide use the right secret and the right pods', () => {
  const calls = pasted(blocksOf('docs/guides/accounts.md').filter((block) => block.includes('aws ')));
  expect(calls).toContainEqual(expect.stringContaining('--secret-id acme/dev/auth-service/ADMIN_PASSWORD'));
  expect(calls).toContain('kubectl --context acme-dev --namespace dev rollout restart deployment/auth-service');
});

it("the PostgreSQL upgrade is planned for the reader's database", () => {
  const calls = pasted([acme, ...blocksOf('docs/guides/upgrade.md')]);
  expect(calls).toContainEqual(expect.stringContaining('--db-instance-identifier acme-dev-database'));
  expect(calls).toContainEqual(expect.stringContaining('-var major_upgrade_allowed=true'));
});

const names = /^project=\S+ region=\S+ environment=dev/gm;
const acme = 'project=acme region=eu-central-1 environment=dev';

function blocksOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(([, , block = '']) => block);
}

/** The command lines in these blocks; each is checked to name existing files and, if it calls AWS, a region. */
function pasted(blocks: readonly string[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'guide-'));
  try {
    for (const folder of ['infra/terraform', 'docs/guides']) cpSync(folder, join(root, folder), { recursive: true });
    writeFileSync(join(root, 'fairway'), '#!/bin/sh\n', { mode: 0o755 });
    using fakes = new FakePrograms([
      { to: 'output -raw endpoint', with: { stdout: 'https://cluster.eks' } },
      { to: 'config view', with: { stdout: 'acme' } },
    ]);
    const script = blocks.join('\n').replaceAll(names, acme);
    const { status, stderr } = spawnSync('bash', ['-eu', '-c', script], {
      cwd: root,
      env: fakes.env,
      input: 'a secret\n',
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { calls } = fakes;
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      expect(call).not.toContain('fairway');
      expect(call.startsWith('aws ') && !call.includes(' --region eu-central-1 '), call).toBe(false);
      const folder = join(root, /-chdir=(\S+)/.exec(call)?.[1] ?? '');
      for (const [, path = ''] of call.matchAll(/(?:-var-file|-backend-config)=(\.\.\S+)/g))
        expect(existsSync(join(folder, path)), call).toBe(true);
      expect(existsSync(folder), call).toBe(true);
    }
    return calls;
  } finally {
    rmSync(root, { recursive: true });
  }
}
