import { FairwayError } from '@fairway/errors';
import type { Run } from '@fairway/programs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCosign } from './cosign.js';
import type { Provenance } from './provenance.js';

interface ImageToSign {
  /** `<registry>/<repository>@sha256:...` */
  readonly image: string;
  readonly provenance: Provenance;
  /** The path of its software bill of materials (CycloneDX), from the root of the repository. */
  readonly sbom: string | null;
}

/**
 * Signs an image in a registry, its provenance and its software bill of materials: by the token of the job in GitHub, or
 * by the key whose path is in FAIRWAY_COSIGN_KEY; COSIGN_PASSWORD opens it.
 * @throws FairwayError failed
 */
export async function signImage({ image, provenance, sbom }: ImageToSign, run: Run): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-sign-'));
  const write = (name: string, document: object): string => {
    writeFileSync(join(folder, name), JSON.stringify(document));
    return join(folder, name);
  };
  const key = run.env['FAIRWAY_COSIGN_KEY'] ?? '';
  // With a key, no service of Sigstore takes part; without these files cosign would ask which there are.
  const signer =
    key === ''
      ? []
      : [
          `--key=${key}`,
          `--signing-config=${write('services.json', noServices)}`,
          `--trusted-root=${write('root.json', noRoot)}`,
        ];
  // Without a password in the environment, cosign would ask for one.
  const signing: Run = { ...run, env: { COSIGN_PASSWORD: '', ...run.env } };
  const must = async (...args: readonly string[]) => {
    const { exitCode, lastLine } = await runCosign([...args, ...signer, '--yes', image], signing);
    if (exitCode === 0) return;
    throw new FairwayError('failed', `cosign could not ${args[0] ?? ''} ${image}.`, {
      cause: lastLine.replace(/^error: /, ''),
      hint: 'In GitHub the job needs `id-token: write`; elsewhere set FAIRWAY_COSIGN_KEY to the path of a key of `cosign generate-key-pair`.',
    });
  };
  try {
    // The signature last: an image that has one has the rest.
    await must('attest', '--type', 'slsaprovenance1', '--predicate', write('provenance.json', provenance));
    if (sbom !== null) await must('attest', '--type', 'cyclonedx', '--predicate', sbom);
    await must('sign');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const noServices = {
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  rekorTlogConfig: {},
  tsaConfig: {},
};

const noRoot = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' };
