import { serviceNames } from '@fairway/catalog';
import { ReleaseLog } from '@fairway/deploy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handOverOf } from '../../deploy/test/support/hand-over.js';
import { butWith } from '../../infra/test/support/empty-account.js';
import { releaseStatus } from '../src/commands/release-status.js';
import { exitCodes } from '../src/command-line/exit-codes.js';
import { plain } from '../src/command-line/style.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { digestOf, recordOf, ReleaseRepository } from './release-repository.js';

const [missing = '', ...present] = serviceNames;

let repository: ReleaseRepository;
beforeAll(async () => {
  repository = await ReleaseRepository.open();
  await new ReleaseLog(repository.git).write(recordOf('dev', await repository.commit()));
});
afterAll(() => repository[Symbol.dispose]());

/** @param running the digest of each Deployment in the cluster, by its name */
async function status(running: Readonly<Record<string, string>>, environment: 'dev' | 'production' = 'dev') {
  const { network, data, cluster } = handOverOf(environment);
  const items = Object.entries(running).map(([name, digest]) => ({
    metadata: { name },
    spec: { template: { spec: { containers: [{ image: `registry/${name}@${digest}` }] } } },
  }));
  using fakes = new FakePrograms(
    butWith(
      ...Object.entries({ network, data, cluster }).map(([stack, value]) => ({
        to: `/fairway/${environment}/${stack} `,
        with: { stdout: JSON.stringify(value) },
      })),
      { to: '--flatten', with: { stdout: 'the kubeconfig' } },
      { to: 'get deployments', with: { stdout: JSON.stringify({ items }) } },
    ),
  );
  const input = { environment, local: false };
  const found = await releaseStatus.run(input, contextIn(repository.root, fakes.env));
  return { exitCode: releaseStatus.exitCode?.(found), text: releaseStatus.render(found, plain), images: found.images };
}

const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, digestOf('a')]));

it('is well when each Deployment runs the digest of the release', async () => {
  const { exitCode, text } = await status(all(serviceNames));
  expect(exitCode).toBe(exitCodes.ok);
  expect(text).not.toContain('✗');
});

it('a service whose Deployment is gone is not as released', async () => {
  const { exitCode, text, images } = await status(all(present));
  expect(exitCode).toBe(exitCodes.failed);
  expect(images).toContainEqual({ name: missing, released: digestOf('a'), running: null });
  expect(text.split('\n').filter((line) => line.includes('✗'))).toEqual([
    expect.stringMatching(new RegExp(`^ *${missing} .*✗ released: sha256:a`)) as string,
  ]);
});

it('services that were never deployed are not as released', async () => {
  const { text } = await status({}, 'production');
  expect(text).toMatch(/^Nothing has been released here yet\./);
  expect(text).not.toContain('✓');
  expect(text.match(/not deployed yet/g)).toHaveLength(serviceNames.length);
});

it('a Deployment that no release has is not as released, either', async () => {
  const { exitCode, images } = await status({ ...all(serviceNames), 'made-by-hand': digestOf('b') });
  expect(exitCode).toBe(exitCodes.failed);
  expect(images).toContainEqual({ name: 'made-by-hand', released: null, running: digestOf('b') });
});
