import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answers } from '../src/adopt/answers.js';
import { adopt } from '../src/commands/adopt.js';
import { type AwsSettings, readAwsSettings } from '../src/doctor/aws/settings.js';
import { settingRows } from '../src/doctor/aws/setting-rows.js';
import { contextIn } from './command-context.js';

const nordlys = {
  name: 'Parcel Hub',
  project: 'parcels',
  organisation: "Norðlys O'Neill & Søn",
  repository: 'nordlys/parcel-hub',
  githubOwnerId: '987',
  githubRepositoryId: '654321',
  accountId: '999988887777',
  region: 'eu-central-1',
  domainName: 'parcels.nordlys.dk',
  clusterAdminRoleArns: ['arn:aws:iam::999988887777:role/operators', 'arn:aws:iam::999988887777:role/teams/on-call'],
  budgetEmails: ['money@nordlys.dk'],
  alarmEmails: [],
  securityContact: 'https://nordlys.dk/security',
  settings: {
    'auth-service': { ADMIN_EMAIL: { dev: 'root@nordlys.dk', production: 'root@nordlys.dk' } },
    'event-processor': {
      PARTNER_WEBHOOK_URL: { dev: 'https://dev.nordlys.dk/in', production: 'https://hooks.nordlys.dk/in' },
    },
  },
} satisfies Answers;

/** What the repository has before it is adopted. */
const placeholders =
  /111122223333|10000001|20000002|example\/fairway|Example Organisation|\bexample\.(?:com|org|net)\b|\w\.example\b|us-east-1|\bproject\s*=\s*"?fairway|"fairway"|'fairway'/;

/** Where such values are legitimate: each is an example for a reader, made up by a test, or a fact about AWS. */
const documentation: readonly RegExp[] = [
  // Tests, their fixtures and their own settings.
  /(?:^|\/)test\/|\.spec\.ts$|\.infra-spec\.ts$|\/tests\/|^packages\/testkit\//,
  // Examples in what modules and variables say of themselves, and of the stand-in for the provider.
  /^infra\/terraform\/modules\/[^/]+\/README\.md$|\/variables\.tf$|^tools\/offline-aws-provider\//,
  // Prices are kept for us-east-1, and some answers of AWS come from there.
  /^infra\/src\/cost\/|^cli\/src\/generate\/cost-tables\.ts$|^cli\/src\/commands\/cost\.ts$|^cli\/src\/doctor\/aws\//,
  // Examples in help texts, comments and guides, and customers who are made up.
  /^cli\/src\/admin\/platform-url\.ts$|^cli\/src\/program\/|^docs\/guides\/(?:aws|accounts)\.md$|^README\.md$|^infra\/src\/(?:access|policy)\//,
  // Accounts of the local run, in a domain that nobody can own.
  /^bench\/src\/platform\.ts$|^cli\/src\/commands\/show-sample\.ts$|^cli\/src\/public-api\/smoke-run\.ts$/,
  // Names of the framework: clients of Kafka, the superuser and caches of the local run, the command itself.
  /^cli\/src\/(?:dead-letters|kafka|supervisor)\/|^packages\/local-servers\/src\/|^infra\/src\/terraform\/cache-folder\.ts$/,
  // The list of the examples.
  /^cli\/src\/adopt\/|^packages\/service-kit\/src\/config\/env-groups\.ts$|^docs\/adr\//,
  // Published lists.
  /common-passwords|^package-lock\.json$|asvs-5\.0\.0\.json$|\.generated\.ts$|^packages\/contracts\/(?:openapi|asyncapi)\.json$|^packages\/contracts\/schemas\//,
];

const localAdministrator = /local: ['`]admin@fairway\.example['`]/;

/** A fork: what git has, with the installed packages of this repository. */
class Fork implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'fairway-fork-'));

  constructor() {
    for (const path of execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
      .trim()
      .split('\n'))
      cpSync(path, join(this.root, path));
    // Links between workspaces are relative, so the copy's lead to the copy.
    for (const folder of ['node_modules', ...globSync('{*,apps/*,packages/*}/node_modules')])
      execFileSync('cp', ['-al', folder, join(this.root, folder)]);
    this.git('init', '--quiet');
    this.commit();
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.root, encoding: 'utf8' }).trim();
  }

  commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'as it is');
  }

  changed(): string[] {
    return this.git('diff', '--name-only')
      .split('\n')
      .filter((path) => path !== '');
  }

  run(program: string, ...args: string[]): string {
    const env = { ...process.env, PATH: `${join(this.root, 'node_modules/.bin')}:${process.env['PATH']}` };
    return execFileSync(program, args, { cwd: this.root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** By the fork's own command line, which knows the fork's catalogue. */
  adopt(answers: object, ...options: string[]): string {
    return this.run('./fairway', 'adopt', '--answers', this.#file(answers), ...options);
  }

  /** Without a process of its own, in a fork that has the catalogue of this repository. */
  async attempt(answers: object) {
    return await adopt.run({ answers: this.#file(answers) }, contextIn(this.root));
  }

  #file(answers: object): string {
    const file = join(this.root, '.git', 'answers.jsonc');
    writeFileSync(file, JSON.stringify(answers));
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

// Many programs one after the other, each as slow as the machine is busy.
describe('a fork', { timeout: 900_000 }, () => {
  it('is adopted by one file of answers, keeps no placeholder, and passes the checks', async () => {
    using fork = new Fork();
    const planned = fork.adopt(nordlys, '--dry-run');
    expect(planned).toContain('+ account_id = "999988887777"');
    expect(fork.changed()).toEqual([]);

    fork.adopt(nordlys);
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

    fork.run('terraform', 'fmt', '-check', '-recursive', 'infra/terraform');
    fork.run('oxfmt', '--check');
    fork.run('oxlint', '--quiet');
    fork.run('tsc', '--noEmit', '-p', 'tsconfig.json');
    fork.run('node', 'tools/check-lockfile.mjs');
    fork.run('./fairway', 'generate', '--check');
    // Those whose subject the answers are.
    fork.run(
      'vitest',
      'run',
      '--project',
      'unit',
      'catalog',
      'apps/auth-service',
      'cli/src/adopt',
      'cli/src/supervisor',
      'cli/src/generate',
    );

    // A second time, with a part of the answers.
    fork.adopt({ region: 'eu-north-1', name: "O'Neill" });
    expect(fork.changed()).toEqual([
      'README.md',
      'catalog/src/product.ts',
      'docs/guides/accounts.md',
      'docs/guides/aws.md',
      ...['common.tfvars', 'dev/backend.hcl', 'production/backend.hcl', 'shared/backend.hcl'].map(
        (file) => `infra/terraform/environments/${file}`,
      ),
    ]);
    expect(fork.text('catalog/src/product.ts')).toContain(`productName = "O'Neill"`);
    fork.run('oxfmt', '--check');
    fork.commit();
    expect(fork.adopt({ region: 'eu-north-1' })).toContain('the repository is as the answers say');
    expect(fork.changed()).toEqual([]);
  });

  it('stays as it is when something stands in the way', async () => {
    using fork = new Fork();
    const { accountId: _, settings: __, ...incomplete } = nordlys;
    await expect(fork.attempt(incomplete)).rejects.toThrow(
      /missing\.\n {2}accountId: .*\n {2}settings\.auth-service\.ADMIN_EMAIL\.dev: now admin@fairway\.example/,
    );
    await expect(fork.attempt({ ...nordlys, project: 'Parcels' })).rejects.toThrow('project must be 2 to 16');
    await expect(fork.attempt({ ...nordlys, accountId: '888877776666' })).rejects.toThrow('accountId is 888877776666');
    const unknown = { ...nordlys.settings, 'no-service': { A: { dev: 'b' } } };
    await expect(fork.attempt({ ...nordlys, settings: unknown })).rejects.toThrow('settings.no-service.A.dev');
    expect(fork.changed()).toEqual([]);

    // A service refuses the value, which is seen only when everything is rendered.
    const refused = { ...nordlys.settings, 'auth-service': { ADMIN_EMAIL: { dev: 'root', production: 'root' } } };
    await expect(fork.attempt({ ...nordlys, settings: refused })).rejects.toThrow('fails with these answers');
    expect(fork.changed()).toEqual([]);

    writeFileSync(join(fork.root, 'README.md'), 'mine');
    await expect(fork.attempt(nordlys)).rejects.toThrow('1 files have changes that are not committed');
    expect(fork.text('README.md')).toBe('mine');
    fork.commit();
    await expect(fork.attempt(nordlys)).rejects.toThrow('README.md has no line any more that matches');
    expect(fork.changed()).toEqual([]);
  });
});
