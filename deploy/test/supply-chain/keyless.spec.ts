import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { provenanceOf } from '../../src/supply-chain/provenance.js';
import { signImage } from '../../src/supply-chain/sign-image.js';
import { verifySignature } from '../../src/supply-chain/verify-signature.js';

// What GitHub's tokens and the public log of signatures say cannot be had without them: what cosign is asked is proven here, and
// what it then does in signatures.int-spec.ts, by a key.
const folder = mkdtempSync(join(tmpdir(), 'fairway-keyless-'));
afterAll(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'log');

const image = `registry.test/shop/cart@sha256:${'a'.repeat(64)}`;
const commit = 'c0ffee'.padEnd(40, '0');
/** As GitHub sets it in a job of build.yml. */
const job = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'shop/cart',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_WORKFLOW_REF: 'shop/cart/.github/workflows/build.yml@refs/heads/main',
  GITHUB_RUN_ID: '7',
  GITHUB_RUN_ATTEMPT: '2',
  RUNNER_ENVIRONMENT: 'github-hosted',
};
const provenance = provenanceOf({ commit, source: 'https://github.com/shop/cart' }, job);

const run = {
  root: process.cwd(),
  env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
  progress: () => undefined,
  stopping: new AbortController().signal,
};

beforeEach(() => {
  rmSync(log, { force: true });
  const statement = JSON.stringify({ predicate: provenance });
  const envelope = JSON.stringify({ payload: Buffer.from(statement).toString('base64') });
  writeFileSync(join(folder, 'cosign'), `#!/bin/sh\necho "$*" >> ${log}\necho '${envelope}'\n`, { mode: 0o755 });
});
const asked = () => readFileSync(log, 'utf8').trim().split('\n');

describe('without a key', () => {
  it('only build.yml on main of the repository is trusted, and only for the commit that GitHub ran it for', async () => {
    await verifySignature({ image, commit }, { repository: 'shop/cart' }, run);
    const identity = [
      '--certificate-identity=https://github.com/shop/cart/.github/workflows/build.yml@refs/heads/main',
      '--certificate-oidc-issuer=https://token.actions.githubusercontent.com',
      `--certificate-github-workflow-sha=${commit}`,
      image,
    ].join(' ');
    expect(asked()).toEqual([`verify ${identity}`, `verify-attestation --type slsaprovenance1 ${identity}`]);
  });

  it('an image is signed by the token of the job, with its provenance before the signature', async () => {
    await signImage({ image, provenance, sbom: 'bill.cdx.json' }, run);
    const [provenanceOfImage, bill, signature] = asked();
    expect(provenanceOfImage).toMatch(/^attest --type slsaprovenance1 --predicate \S+ --yes registry\.test/);
    expect(bill).toBe(`attest --type cyclonedx --predicate bill.cdx.json --yes ${image}`);
    expect(signature).toBe(`sign --yes ${image}`);
  });
});

it('provenance names the source, the commit, the workflow and its run', () => {
  expect(provenance).toEqual({
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: {
          ref: 'refs/heads/main',
          repository: 'https://github.com/shop/cart',
          path: '.github/workflows/build.yml',
        },
      },
      resolvedDependencies: [
        { uri: 'git+https://github.com/shop/cart@refs/heads/main', digest: { gitCommit: commit } },
      ],
    },
    runDetails: {
      builder: { id: 'https://github.com/actions/runner/github-hosted' },
      metadata: { invocationId: 'https://github.com/shop/cart/actions/runs/7/attempts/2' },
    },
  });
});
