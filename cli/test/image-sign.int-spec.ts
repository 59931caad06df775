import { verifySignature } from '@fairway/deploy';
import { findGoPrograms, runOrFail } from '@fairway/programs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TestRegistry } from '../../deploy/test/support/test-registry.js';
import { unchecked } from '../../infra/test/support/lint-tools.js';
import { root, runFairway } from './run-fairway.js';

const folder = mkdtempSync(join(tmpdir(), 'fairway-image-sign-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { ...process.env, COSIGN_PASSWORD: 'of a test', FAIRWAY_COSIGN_KEY: join(folder, 'cosign.key') };
const run = { root, env, progress: () => undefined, stopping: new AbortController().signal };
const commit = 'c0ffee'.padEnd(40, '0');

let registry: TestRegistry;
let missing: string | undefined;
beforeAll(async () => {
  try {
    const { cosign } = await findGoPrograms(['cosign', 'oci-registry'], run);
    await runOrFail([cosign, 'generate-key-pair', '--output-key-prefix', join(folder, 'cosign')], run);
    registry = await TestRegistry.start({ referrers: true }, run);
  } catch (error) {
    missing = (error as Error).message;
  }
});
afterAll(() => registry?.[Symbol.dispose]());
beforeEach(({ skip }) => {
  if (missing !== undefined) unchecked(missing, skip);
});

/** What `image build --json` prints, as far as it is read. */
function built(tag: string, pushed: readonly (string | null)[]): string {
  const sbom = join(folder, 'bill.cdx.json');
  writeFileSync(sbom, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }));
  const images = pushed.map((image) => ({ image: `localhost/shop/cart:${tag}`, pushed: image, sbom }));
  const path = join(folder, 'images.json');
  writeFileSync(path, JSON.stringify({ data: { platform: 'linux/arm64', tag, images } }));
  return path;
}

it('signs every image that a build has pushed, for the commit of the build', async () => {
  const images = [await registry.pushImage('shop/cart', 'one'), await registry.pushImage('shop/till', 'another')];
  const { exitCode, stderr } = await runFairway(['image', 'sign', built(commit, images)], env);
  expect(exitCode, stderr).toBe(0);
  for (const image of images)
    await expect(verifySignature({ image, commit }, { publicKey: join(folder, 'cosign.pub') }, run)).resolves.toBe(
      undefined,
    );
});

it.each([
  ['what was built with changes that no commit has', `${commit}-dirty`, ['registry.test/shop/cart@sha256:0'], 6],
  ['what was not pushed', commit, [null], 2],
] as const)('refuses %s', async (_, tag, pushed, code) => {
  const { exitCode, stderr } = await runFairway(['image', 'sign', built(tag, pushed)], env);
  expect(exitCode, stderr).toBe(code);
});

it('a scan that must be refused ends with a failure', async () => {
  const report = join(root, 'deploy', 'test', 'supply-chain', 'grype-report.json');
  const { exitCode, stdout } = await runFairway(['image', 'scan', report]);
  expect(stdout).toContain('CVE-2024-2961');
  expect(exitCode).toBe(1);
});
