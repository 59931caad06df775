import { findGoPrograms, type Run, runOrFail } from '@fairway/programs';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unchecked } from '../../../infra/test/support/lint-tools.js';
import { provenanceOf } from '../../src/supply-chain/provenance.js';
import { signImage } from '../../src/supply-chain/sign-image.js';
import { verifySignature } from '../../src/supply-chain/verify-signature.js';
import { TestRegistry } from '../support/test-registry.js';

const folder = mkdtempSync(join(tmpdir(), 'fairway-signatures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run: Run = {
  root: process.cwd(),
  env: { ...process.env, COSIGN_PASSWORD: 'of a test' },
  progress: (line) => void process.stderr.write(`${line}\n`),
  stopping: new AbortController().signal,
};

const commit = 'c0ffee'.padEnd(40, '0');
const anotherCommit = 'decade'.padEnd(40, '0');
const sbom = join(folder, 'bill.cdx.json');
writeFileSync(sbom, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }));

let missing: string | undefined;
beforeAll(async () => {
  try {
    const { cosign } = await findGoPrograms(['cosign', 'oci-registry'], run);
    for (const owner of ['ours', 'strangers']) {
      mkdirSync(join(folder, owner));
      await runOrFail([cosign, 'generate-key-pair', '--output-key-prefix', join(folder, owner, 'cosign')], run);
    }
  } catch (error) {
    missing = (error as Error).message;
  }
});

beforeEach(({ skip }) => {
  if (missing !== undefined) unchecked(missing, skip);
});

interface Signing {
  readonly by?: 'ours' | 'strangers';
  readonly of?: string;
}

const sign = (image: string, { by = 'ours', of = commit }: Signing = {}) =>
  signImage(
    { image, provenance: provenanceOf({ commit: of, source: 'https://github.com/shop/cart' }, {}), sbom },
    { ...run, env: { ...run.env, FAIRWAY_COSIGN_KEY: join(folder, by, 'cosign.key') } },
  );
const verify = (image: string) =>
  verifySignature({ image, commit }, { publicKey: join(folder, 'ours', 'cosign.pub') }, run);
const refusal = (cause: string) =>
  expect.objectContaining({ name: 'FairwayError', code: 'failed', cause: expect.stringContaining(cause) as string });

// ECR lists what refers to an image; for Debian's registry, clients keep the list under a tag.
describe.each([
  { what: 'as ECR', referrers: true },
  { what: "as Debian's", referrers: false },
])('in a registry $what', (kind) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    if (missing === undefined) registry = await TestRegistry.start(kind, run);
  });
  afterAll(() => registry?.[Symbol.dispose]());
  const push = (content: string) => registry.pushImage('shop/cart', content);

  it('an image that we signed for the commit is trusted', async () => {
    const image = await push('signed');
    await sign(image);
    await expect(verify(image)).resolves.toBeUndefined();
  });

  it('an image that two commits gave is trusted for each of them', async () => {
    const image = await push('of two commits');
    await sign(image, { of: anotherCommit });
    await sign(image);
    await expect(verify(image)).resolves.toBeUndefined();
  });

  it('an image without a signature is refused', async () => {
    await expect(verify(await push('unsigned'))).rejects.toEqual(refusal('no signatures found'));
  });

  it('an image that a stranger signed is refused', async () => {
    const image = await push('of a stranger');
    await sign(image, { by: 'strangers' });
    await expect(verify(image)).rejects.toEqual(refusal('accepted signatures do not match'));
  });

  it('an image that we signed for another commit is refused', async () => {
    const image = await push('of another commit');
    await sign(image, { of: anotherCommit });
    const cause = `It was built from ${anotherCommit}, not from ${commit}.`;
    await expect(verify(image)).rejects.toEqual(refusal(cause));
  });

  it("a stranger's provenance beside our signature is refused", async () => {
    const image = await push('with foreign provenance');
    await sign(image, { of: anotherCommit });
    await sign(image, { by: 'strangers' });
    await expect(verify(image)).rejects.toEqual(refusal(`not from ${commit}`));
  });

  it('an image of which one byte has changed is refused', async () => {
    await sign(await push('original'));
    await expect(verify(await push('originaL'))).rejects.toEqual(refusal('no signatures found'));
  });

  it('a tag is refused: it may mean another image after the check', async () => {
    await expect(verify(`${registry.address}/shop/cart:latest`)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('provenance in which the commit was changed after we signed it', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    if (missing === undefined) registry = await TestRegistry.start({ referrers: true }, run);
  });
  afterAll(() => registry?.[Symbol.dispose]());

  const copied = async (change: (bundle: string) => string) => {
    const image = await registry.pushImage('shop/cart', 'signed');
    await sign(image, { of: anotherCommit });
    const copy = await registry.pushImage('shop/copy', 'signed');
    await registry.copyReferrers(image, 'shop/copy', change);
    return copy;
  };
  /** The statement is in the bundle as Base64. */
  const withCommit = (bundle: string) => {
    const parsed = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
    const statement = Buffer.from(parsed.dsseEnvelope.payload, 'base64').toString();
    const payload = Buffer.from(statement.replace(anotherCommit, commit)).toString('base64');
    return JSON.stringify({ ...parsed, dsseEnvelope: { ...parsed.dsseEnvelope, payload } });
  };

  it('is refused', async () => {
    await expect(verify(await copied(withCommit))).rejects.toEqual(refusal('none of the attestations matched'));
  });

  it('was the only difference', async () => {
    const cause = `It was built from ${anotherCommit}, not from ${commit}.`;
    await expect(verify(await copied((bundle) => bundle))).rejects.toEqual(refusal(cause));
  });
});
