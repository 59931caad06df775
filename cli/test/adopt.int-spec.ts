import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeholderSettings } from '../src/adopt/catalog-settings.js';
import { adopt } from '../src/commands/adopt.js';
import { type AwsSettings, readAwsSettings } from '../src/doctor/aws/settings.js';
import { settingRows } from '../src/doctor/aws/setting-rows.js';
import { contextIn } from './command-context.js';
import { Fork } from './fork.js';
import { nordlys } from './nordlys.js';

/** What the repository has before it is adopted. */
const placeholders =
  /111122223333|10000001|20000002|example\/fairway|@example\b|fairway-\$\{|Example Organisation|\bexample\.(?:com|org|net)\b|\w\.example\b|us-east-1|\bproject\s*=\s*"?fairway|"fairway"|'fairway'/;

/** Where such values are legitimate: each is an example for a reader, made up by a test, or a fact about AWS. */
const documentation: readonly RegExp[] = [
  // Tests, their fixtures and their own settings.
  /(?:^|\/)test\/|\.spec\.ts$|\.infra-spec\.ts$|\/tests\/|^packages\/testkit\//,
  // Examples in what modules and variables say of themselves, and of the stand-in for the provider.
  /^infra\/terraform\/modules\/[^/]+\/README\.md$|\/variables\.tf$|^tools\/offline-aws-provider\//,
  // Prices are kept for us-east-1, and some answers of AWS come from there.
  /^infra\/src\/cost\/|^cli\/src\/generate\/cost-tables\.ts$|^cli\/src\/commands\/cost\.ts$|^cli\/src\/doctor\/aws\//,
  // Examples in help texts, comments and guides, and customers who are made up.
  /^cli\/src\/admin\/platform-url\.ts$|^cli\/src\/program\/|^docs\/guides\/(?:aws|accounts|kubernetes)\.md$|^deploy\/kubernetes\/addons\/[^/]+\/README\.md$|^README\.md$|^infra\/src\/(?:access|policy)\//,
  // Accounts of the local run, in a domain that nobody can own.
  /^bench\/src\/platform\.ts$|^domain\/pictures\/load\.mjs$|^cli\/src\/commands\/show-sample\.ts$|^cli\/src\/public-api\/smoke-run\.ts$|^deploy\/(?:compose|kubernetes\/overlays\/local)\b/,
  // Names of the framework: clients of Kafka, the superuser and caches of the local run, labels, the command itself. Samples in what it writes.
  /^cli\/src\/(?:dead-letters|kafka|scaffold|supervisor)\/|^cli\/src\/commands\/up\.ts$|^packages\/local-servers\/src\/|^infra\/src\/terraform\/cache-folder\.ts$|^deploy\/src\//,
  // The list of the examples.
  /^cli\/src\/adopt\/|^packages\/service-kit\/src\/config\/env-groups\.ts$|^docs\/adr\//,
  // Published lists.
  /common-passwords|\.pem$|^package-lock\.json$|asvs-5\.0\.0\.json$|\.generated\.ts$|^packages\/contracts\/(?:openapi|asyncapi)\.json$|^packages\/contracts\/schemas\//,
];

const localAdministrator = /local: ['`]admin@fairway\.example['`]/;

/** By the fork's own command line, which knows the fork's catalogue. */
async function adoptBy(fork: Fork, answers: object, ...options: string[]): Promise<string> {
  return (await fork.fairway(['adopt', '--answers', fileOf(fork, answers), ...options])).stdout;
}

/** Without a process of its own, in a fork that has the catalogue of this repository. */
async function attempt(fork: Fork, answers: object) {
  return await adopt.run({ answers: fileOf(fork, answers) }, contextIn(fork.root));
}

/** Where the guide puts it; no formatter has seen it. */
function fileOf(fork: Fork, answers: object): string {
  fork.write('answers.jsonc', JSON.stringify(answers));
  return join(fork.root, 'answers.jsonc');
}

// Many programs one after the other, each as slow as the machine is busy.
describe('a fork', { timeout: 900_000 }, () => {
  it('is adopted by one file of answers, keeps no placeholder, and passes the checks', async () => {
    using fork = new Fork();
    const planned = await adoptBy(fork, nordlys, '--dry-run');
    expect(planned).toContain('+ account_id = "999988887777"');
    expect(fork.changed()).toEqual([]);

    await adoptBy(fork, nordlys);
    expect(fork.changed()).toEqual(
      expect.arrayContaining(['README.md', 'SECURITY.md', 'infra/terraform/generated/catalog.json']),
    );
    fork.commit();

    const left = fork
      .git('ls-files')
      .split('\n')
      .filter((path) => !documentation.some((allowed) => allowed.test(path)))
      .flatMap((path) =>
        fork
          .text(path)
          .split('\n')
          .filter((line) => placeholders.test(line.replace(localAdministrator, '')))
          .map((line) => `${path}: ${line.trim().slice(0, 150)}`),
      );
    expect(left).toEqual([]);

    const { settings, faults } = await readAwsSettings(contextIn(fork.root));
    expect(faults).toEqual([]);
    expect(settingRows(settings as AwsSettings).filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(settings).toMatchObject({ project: 'parcels', region: 'eu-central-1', repository: 'nordlys/parcel-hub' });

    await fork.succeed('terraform', ['fmt', '-check', '-recursive', 'infra/terraform']);
    await fork.succeed('oxfmt', ['--check']);
    await fork.succeed('oxlint', ['--quiet']);
    await fork.succeed('tsc', ['--noEmit', '-p', 'tsconfig.json']);
    await fork.succeed('node', ['tools/check-lockfile.mjs']);
    await fork.fairway(['generate', '--check']);
    // Those whose subject the answers are.
    const subjects = ['catalog', 'apps/auth-service', 'cli/src/adopt', 'cli/src/supervisor', 'cli/src/generate'];
    const ofImages = ['deploy/test/image/image-names.spec.ts', 'deploy/test/compose'];
    await fork.succeed('vitest', ['run', '--project', 'unit', ...subjects, ...ofImages, 'deploy/test/workflows']);
    expect(fork.text('deploy/compose.yaml')).toContain("'localhost/parcels/api-gateway:");

    // A second time, with a part of the answers.
    await adoptBy(fork, { region: 'eu-north-1', name: "O'Neill" });
    expect(fork.changed()).toEqual([
      '.github/actions/aws-login/action.yml',
      'README.md',
      'catalog/src/product.ts',
      // The titles of dashboards have the name.
      'deploy/kubernetes/addons/kube-prometheus-stack/before/dashboards.yaml',
      'docs/guides/accounts.md',
      'docs/guides/aws.md',
      ...['common.tfvars', 'dev/backend.hcl', 'production/backend.hcl', 'shared/backend.hcl'].map(
        (file) => `infra/terraform/environments/${file}`,
      ),
      ...fork.git('ls-files', 'observability/dashboards/*.json').split('\n'),
      'packages/contracts/asyncapi.json',
      'packages/contracts/openapi.json',
    ]);
    expect(fork.text('catalog/src/product.ts')).toContain(`productName = "O'Neill"`);
    await fork.succeed('oxfmt', ['--check']);
    fork.commit();
    expect(await adoptBy(fork, { region: 'eu-north-1' })).toContain('the repository is as the answers say');
    expect(fork.changed()).toEqual([]);
  });

  it('is told which answers are missing', async ({ skip }) => {
    if (placeholderSettings.length === 0) skip('this repository was adopted, so it lacks no answer');
    using fork = new Fork();
    const { accountId: _, settings: __, ...incomplete } = nordlys;
    await expect(attempt(fork, incomplete)).rejects.toMatchObject({
      message: expect.stringMatching(
        /missing\.\n {2}accountId: .*\n {2}settings\.auth-service\.ADMIN_EMAIL\.dev: now admin@fairway\.example/,
      ),
      hint: expect.stringMatching(/^Add them to .*answers\.jsonc;/),
    });
    expect(fork.changed()).toEqual([]);
  });

  it('stays as it is when something stands in the way', async () => {
    using fork = new Fork();
    await expect(attempt(fork, { ...nordlys, project: 'Parcels' })).rejects.toThrow('project must be 2 to 16');
    await expect(attempt(fork, { ...nordlys, accountId: '888877776666' })).rejects.toThrow('accountId is 888877776666');
    const unknown = { ...nordlys.settings, 'no-service': { A: { dev: 'b' } } };
    await expect(attempt(fork, { ...nordlys, settings: unknown })).rejects.toThrow('settings.no-service.A.dev');
    expect(fork.changed()).toEqual([]);

    // A service refuses the value.
    const settings = { ...nordlys.settings, 'auth-service': { ADMIN_EMAIL: { dev: 'root', production: 'root' } } };
    for (const options of [[], ['--dry-run']]) {
      const answers = fileOf(fork, { ...nordlys, settings });
      const { exitCode, stdout, stderr } = await fork.run('./fairway', ['adopt', '--answers', answers, ...options]);
      expect(stderr).toMatch(
        /Nothing was changed: settings\.auth-service\.ADMIN_EMAIL\.dev: auth-service refuses it: /,
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    }
    expect(fork.changed()).toEqual([]);

    // The rest cannot be rendered.
    const readme = 'apps/user-service/README.md';
    const text = fork.text(readme);
    fork.write(readme, text.replace('<!-- environment:end -->', ''));
    fork.commit();
    await expect(attempt(fork, nordlys)).rejects.toThrow('could not be rendered, so nothing was changed');
    expect(fork.changed()).toEqual([]);
    fork.write(readme, text);
    fork.commit();

    fork.write('README.md', 'mine');
    await expect(attempt(fork, nordlys)).rejects.toThrow('1 file has uncommitted changes');
    expect(fork.text('README.md')).toBe('mine');
    fork.commit();
    await expect(attempt(fork, nordlys)).rejects.toThrow('README.md has no line any more that matches');
    expect(fork.changed()).toEqual([]);
  });
});
