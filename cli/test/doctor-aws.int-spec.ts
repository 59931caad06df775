import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../infra/test/support/scripted-programs.js';
import type { Fields } from '../src/adopt/answers.js';
import { writeFields } from '../src/adopt/places.js';
import { plain } from '../src/command-line/style.js';
import { doctor } from '../src/commands/doctor.js';
import { AwsCli } from '../src/doctor/aws/aws-cli.js';
import { faultRows } from '../src/doctor/aws/setting-rows.js';
import { readAwsSettings } from '../src/doctor/aws/settings.js';
import { contextIn } from './command-context.js';
import { FakePrograms } from './fake-programs.js';
import { root } from './run-fairway.js';

/** Where a setting stands, as messages name it. */
function lineOf(file: string, setting: string): string {
  const lines = readFileSync(join(root, 'infra/terraform/environments', file), 'utf8').split('\n');
  return `${file}, line ${1 + lines.findIndex((line) => line.trimStart().startsWith(setting))}`;
}

const accountId = '222233334444';
const acme: Fields = {
  name: 'Acme',
  project: 'acme',
  organisation: 'Acme Corp',
  repository: 'acme/shop',
  codeOwners: '@acme/platform',
  githubOwnerId: '4711',
  githubRepositoryId: '4712',
  accountId,
  region: 'eu-central-1',
  domainName: 'acme.dev',
  clusterAdminRoleArns: [`arn:aws:iam::${accountId}:role/platform-administrators`],
  budgetEmails: ['platform@acme.dev'],
  alarmEmails: ['on-call@acme.dev'],
  securityContact: 'security@acme.dev',
};
const own = settingsOf(acme);
const example = settingsOf({
  ...acme,
  project: 'fairway',
  repository: 'example/fairway',
  githubOwnerId: '10000001',
  githubRepositoryId: '20000002',
  accountId: '111122223333',
  domainName: 'fairway.example.com',
  clusterAdminRoleArns: ['arn:aws:iam::111122223333:role/platform-administrators'],
  budgetEmails: ['platform@example.com'],
  alarmEmails: ['on-call@example.com'],
});
const json = (said: object) => ({ stdout: JSON.stringify(said) });
const refused = (error: string) => ({ exitCode: 254, stderr: `\nAn error occurred ${error}` });
const quota = (value: number) => json({ Quota: { QuotaName: 'a quota', Value: value } });
const zones = (...names: string[]) =>
  json({ AvailabilityZones: names.map((ZoneName) => ({ ZoneName, State: 'available' })) });
const servers = ['ns-1.awsdns-01.org', 'ns-2.awsdns-02.com'];
const githubProvider = `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`;
const offers = ['m7g.large', 'm6g.large', 'm8g.large', 'm7gd.large', 'm6gd.large'].flatMap((InstanceType) =>
  ['a', 'b', 'c'].map((letter) => ({ InstanceType, Location: `eu-central-1${letter}` })),
);

const identity: Answer = {
  to: 'get-caller-identity',
  with: json({ UserId: 'AROA:me', Account: accountId, Arn: `arn:aws:sts::${accountId}:assumed-role/administrator/me` }),
};

/** Answers of an account that is ready; their shapes are those of the AWS CLI's `--generate-cli-skeleton output`. */
const ready: readonly Answer[] = [
  { to: 'terraform version', with: { stdout: 'Terraform v1.15.2\non linux_amd64\n' } },
  { to: 'aws --version', with: { stdout: 'aws-cli/2.31.0 Python/3.13.7 Linux/6.1\n' } },
  { to: 'session-manager-plugin --version', with: { stdout: '1.2.764.0\n' } },
  { to: 'kubectl version', with: { stdout: 'Client Version: v1.36.0\n' } },
  identity,
  { to: 'get-account-plan-state', with: json({ accountId, accountPlanType: 'PAID', accountPlanStatus: 'ACTIVE' }) },
  { to: 'head-bucket', with: refused('(404) when calling the HeadBucket operation: Not Found') },
  {
    to: 'iam get-role',
    with: json({
      Role: { RoleName: 'platform-administrators', Arn: `arn:aws:iam::${accountId}:role/platform-administrators` },
    }),
  },
  { to: 'get-anomaly-monitors', with: json({ AnomalyMonitors: [] }) },
  { to: 'list-open-id-connect-providers', with: json({ OpenIDConnectProviderList: [] }) },
  { to: 'list-analyzers', with: json({ analyzers: [] }) },
  {
    to: 'get-registry-scanning-configuration',
    with: json({ registryId: accountId, scanningConfiguration: { scanType: 'BASIC', rules: [] } }),
  },
  { to: 'get-ebs-encryption-by-default', with: json({ EbsEncryptionByDefault: false }) },
  {
    to: 'get-public-access-block',
    with: refused('(NoSuchPublicAccessBlockConfiguration) when calling the GetPublicAccessBlock operation: none'),
  },
  { to: 'get-instance-metadata-defaults', with: json({ AccountLevel: {} }) },
  { to: 'get-service-quota', with: quota(256) },
  { to: 'describe-addresses', with: json({ Addresses: [] }) },
  { to: 'describe-vpcs', with: json({ Vpcs: [{ VpcId: 'vpc-1', IsDefault: true }] }) },
  { to: 'describe-availability-zones', with: zones('eu-central-1a', 'eu-central-1b', 'eu-central-1c') },
  { to: 'describe-instance-type-offerings', with: json({ InstanceTypeOfferings: offers }) },
  {
    to: 'describe-cluster-versions',
    with: json({ clusterVersions: [{ clusterVersion: '1.36', versionStatus: 'STANDARD_SUPPORT' }] }),
  },
  { to: 'describe-addon-versions', with: json({ addons: pinnedAddons() }) },
  { to: 'list-kafka-versions', with: json({ KafkaVersions: [{ Version: '4.1.x.kraft', Status: 'ACTIVE' }] }) },
  {
    to: 'describe-orderable-db-instance-options',
    with: json({ OrderableDBInstanceOptions: [{ EngineVersion: '17.7' }, { EngineVersion: '18.1' }] }),
  },
  {
    to: 'list-hosted-zones-by-name',
    with: json({ HostedZones: [{ Id: '/hostedzone/Z1', Name: 'acme.dev.', Config: { PrivateZone: false } }] }),
  },
  { to: 'get-hosted-zone', with: json({ DelegationSet: { NameServers: servers } }) },
  { to: 'dig', with: { stdout: `${servers.map((server) => `${server}.`).join('\n')}\n` } },
];

describe('fairway doctor --aws', () => {
  it('finds an account ready, and only reads', async () => {
    const { rows, calls, told } = await examine();
    expect(rows.filter(({ status, id }) => status !== 'pass' && id !== 'aws-tool-go')).toEqual([]);
    expect(rows.length).toBeGreaterThan(25);
    expect(calls.filter((call) => call.startsWith('aws')).length).toBeGreaterThan(20);
    const reading = /^aws \S+ (get|list|describe|head)-|^dig |^(session-manager-plugin|aws) --version/;
    expect(calls.filter((call) => !reading.test(call))).toEqual([]);
    expect(told.join()).toContain('this changes nothing');
  });

  // One account in which everything is wrong: the questions do not depend on each other.
  it('says of each problem what it means and what to do', async () => {
    const wrong: [string, Answer, string, string][] = [
      ['aws-plan', answer('get-account-plan-state', json({ accountPlanType: 'FREE' })), 'fail', 'free plan'],
      [
        'aws-state-bucket',
        answer('head-bucket', refused('(403) when calling the HeadBucket operation: Forbidden')),
        'fail',
        'another account',
      ],
      [
        'aws-admin-platform-administrators',
        answer('iam get-role', refused('(NoSuchEntity) no')),
        'fail',
        'no one could access',
      ],
      ['aws-quota-L-1216C47A', answer('L-1216C47A', quota(5)), 'fail', 'need 10 to start'],
      ['aws-quota-L-34B43A08', answer('L-34B43A08', quota(20)), 'warn', 'need 18 to start'],
      ['aws-quota-L-0263D0A3', answer('L-0263D0A3', quota(3)), 'fail', 'Elastic IPs'],
      [
        'aws-addresses',
        answer('describe-addresses', json({ Addresses: [{}, {}] })),
        'warn',
        'others use 2 Elastic IPs',
      ],
      ['aws-vpcs', answer('describe-vpcs', json({ Vpcs: [{}, {}, {}, {}] })), 'warn', 'others use 4 VPCs'],
      [
        'aws-zones',
        answer('describe-availability-zones', zones('eu-central-1b', 'eu-central-1c', 'eu-central-1d')),
        'fail',
        'does not have eu-central-1a',
      ],
      [
        'aws-instance-types',
        answer('type-offerings', json({ InstanceTypeOfferings: offers.slice(1) })),
        'warn',
        'm7g.large in eu-central-1a',
      ],
      [
        'aws-kubernetes-1.36',
        answer('describe-cluster-versions', json({ clusterVersions: [] })),
        'fail',
        'does not offer',
      ],
      [
        'aws-addons-1.36',
        answer('addon-versions', json({ addons: [{ addonName: 'vpc-cni', addonVersions: [{ addonVersion: 'v9' }] }] })),
        'fail',
        '(newest: v9)',
      ],
      [
        'aws-kafka-4.1.x.kraft',
        answer('list-kafka-versions', json({ KafkaVersions: [] })),
        'fail',
        'does not offer Kafka',
      ],
      [
        'aws-database-dev',
        answer('orderable', json({ OrderableDBInstanceOptions: [] })),
        'fail',
        'does not offer postgres 18',
      ],
      [
        'aws-access-analyzer',
        answer('list-analyzers', json({ analyzers: [{ name: 'organisation' }] })),
        'warn',
        'would create or overwrite it',
      ],
      [
        'aws-github-provider',
        answer('list-open-id', json({ OpenIDConnectProviderList: [{ Arn: githubProvider }] })),
        'warn',
        'would create or overwrite it',
      ],
      [
        'aws-ecr-scanning',
        answer('get-registry-scanning', json({ scanningConfiguration: { scanType: 'ENHANCED', rules: [{}] } })),
        'warn',
        'its own scanning rules',
      ],
      [
        'aws-s3-public-access',
        answer(
          'get-public-access-block',
          json({
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: false,
              IgnorePublicAcls: true,
              BlockPublicPolicy: true,
              RestrictPublicBuckets: true,
            },
          }),
        ),
        'warn',
        'may be public',
      ],
      [
        'aws-instance-metadata',
        answer('metadata-defaults', json({ AccountLevel: { HttpTokens: 'optional' } })),
        'warn',
        'HttpTokens optional',
      ],
      [
        'aws-anomaly-monitor',
        answer('get-anomaly-monitors', refused('(DataUnavailableException) not enabled')),
        'warn',
        'not enabled',
      ],
      ['aws-domain', answer('dig', { stdout: 'ns.elsewhere.net.\n' }), 'fail', 'delegated to ns.elsewhere.net'],
      ['aws-tool-terraform', answer('terraform version', { stdout: 'Terraform v1.9.8\n' }), 'fail', '1.9 is too old'],
    ];
    const { row, text } = await examine(...wrong.map(([, changed]) => changed));
    for (const [id, , status, message] of wrong) {
      expect.soft(row(id), id).toMatchObject({
        status,
        message: expect.stringContaining(message),
        fix: expect.stringMatching(/./),
      });
    }
    expect(text).toMatch(/\d+ to fix, then run \.\/fairway doctor --aws again$/);
  });

  it('skips questions that AWS does not answer, with the reason, and counts them', async () => {
    const { row, text } = await examine(
      answer('list-analyzers', refused('(AccessDeniedException) you may not')),
      answer('hosted-zones-by-name', json({ HostedZones: [] })),
    );
    expect(row('aws-access-analyzer')).toMatchObject({
      status: 'skip',
      message: expect.stringContaining('AccessDeniedException'),
    });
    expect(row('aws-domain')).toMatchObject({ status: 'skip', message: expect.stringContaining('step 2 creates it') });
    expect(text).toMatch(/2 not checked$/);
  });

  it('asks nothing more in another account', async () => {
    const { row, calls } = await examine(
      answer('get-caller-identity', json({ Account: '999999999999', Arn: 'arn:x' })),
    );
    expect(row('aws-identity')).toMatchObject({ status: 'fail', message: expect.stringContaining('999999999999') });
    expect(calls.filter((call) => call.startsWith('aws') && !call.includes('version'))).toHaveLength(1);
  });

  it('skips what it cannot ask without a login, with the reason', async () => {
    const { rows, calls } = await examine(answer('get-caller-identity', refused('Unable to locate credentials')));
    expect(rows.filter(({ status }) => status === 'skip').length).toBeGreaterThan(15);
    expect(
      rows.filter(({ status }) => status === 'skip').every(({ message }) => message.includes('not logged in')),
    ).toBe(true);
    expect(calls.filter((call) => call.startsWith('aws') && !call.includes('version'))).toHaveLength(1);
  });

  // `aws` may be anything: a wrapper that prints a proxy's page, or a newer version with other answers.
  it.each(['{}', '', 'null', '<html>'])('skips each question to which AWS answers %j', async (said) => {
    const everything = { to: 'aws ', with: { stdout: said } };
    const nobody = await examine(everything);
    expect(nobody.row('aws-identity')).toMatchObject({
      status: 'skip',
      message: expect.stringContaining('is not understood'),
    });
    const { rows, text } = await examine(identity, everything);
    const asked = rows.filter(
      ({ group, id }) =>
        !['Toolchain', 'AWS settings'].includes(group) && !['aws-identity', 'aws-state-bucket'].includes(id),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter(({ status, message }) => status !== 'skip' || !message.includes(said || 'nothing'))).toEqual(
      [],
    );
    expect(text).not.toContain('undefined');
  });

  it.each([
    ['', 'nothing, with the exit code 254'],
    ['\u001b[31mThrottled\u001b[0m\u0007', 'Throttled'],
  ])('shows an AWS error that says %j as plain text', async (stderr, shown) => {
    const { row, text } = await examine(
      answer('list-analyzers', { exitCode: 254, stderr }),
      answer('get-caller-identity', identity.with),
    );
    expect(row('aws-access-analyzer')).toMatchObject({ status: 'skip', message: expect.stringContaining(shown) });
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const { row: nobody } = await examine(answer('get-caller-identity', { exitCode: 254, stderr }));
    expect(nobody('aws-identity')).toMatchObject({ status: 'fail', message: expect.stringContaining(shown) });
  });

  it('skips a question that AWS never answers, and stops waiting even if a child process continues', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-doctor-'));
    try {
      writeFileSync(join(folder, 'aws'), '#!/bin/sh\nsleep 100 & echo $! > child; wait\n', { mode: 0o755 });
      const aws = new AwsCli(
        contextIn(folder, { ...process.env, PATH: `${folder}:${process.env['PATH']}` }),
        'us-east-1',
        500,
      );
      const row = await aws.row({
        id: 'aws-any',
        group: 'Region',
        asks: 'anything',
        args: ['ec2', 'describe-regions'],
        judge: () => expect.unreachable(),
      });
      expect(row).toMatchObject({
        status: 'skip',
        message: 'anything: not checked, aws did not answer within 0.5 s.',
        fix: 'aws ec2 describe-regions --region us-east-1',
      });
    } finally {
      const child = existsSync(join(folder, 'child')) ? Number(readFileSync(join(folder, 'child'), 'utf8')) : 0;
      // 0 would be the group of this process.
      if (child > 0) process.kill(child);
      rmSync(folder, { recursive: true });
    }
  });

  // Several at once, because Terraform reports every mistake in a stack's settings.
  it.each<[string, Record<string, string>, [string, string][]]>([
    [
      'values',
      {
        '"acme"': '"Acme Corp"',
        '"222233334444"': '022223333444',
        '"eu-central-1"': '"us-gov-west-1"',
        '"acme/shop"': '"https://github.com/acme/shop"',
      },
      [
        ['common.tfvars, line 2', 'project must be 2 to 16 lower-case letters'],
        ['common.tfvars, line 3', 'region must be a commercial region'],
        ['common.tfvars, line 4', 'account_id must be the 12 digits'],
        ['common.tfvars, line 5', 'repository must be owner/name'],
      ],
    ],
    [
      'settings of single stacks',
      {
        'nat_gateways = "single"': 'nat_gateways = "one"',
        '"1.36"': '"1.99"',
        '= 18': '= "new"',
        'kms_key_id   =': 'kms_key_id',
      },
      [
        [lineOf('dev/network.tfvars', 'nat_gateways'), 'nat_gateways must be per-zone or single'],
        [lineOf('dev/cluster.tfvars', 'kubernetes_version'), 'kubernetes_version must be one of'],
        [lineOf('dev/data.tfvars', 'database = {'), 'a number is required'],
        ['dev/backend.hcl, line 5', 'Invalid block definition'],
      ],
    ],
    [
      'a missing setting',
      { 'region     = "eu-central-1"\n': '' },
      [['infra/terraform/environments', 'variable "region" is not set']],
    ],
    [
      'invalid HCL',
      { 'region     = "eu-central-1"': 'region = "eu-central-1' },
      [['common.tfvars, line 3', 'Invalid multi-line string']],
    ],
  ])("repeats Terraform's message: %s", async (_, changes, expected) => {
    const spoiled: Change = (text, file) =>
      Object.entries(changes).reduce((all, [right, wrong]) => all.replace(right, wrong), own(text, file));
    const { settings, faults } = await readIn(spoiled);
    expect(settings).toBeNull();
    for (const [fix, message] of expected)
      expect(faultRows(faults)).toContainEqual(
        expect.objectContaining({
          status: 'fail',
          message: expect.stringContaining(message),
          fix: expect.stringContaining(fix),
        }),
      );
  });

  it('asks AWS nothing and gives no advice about settings that Terraform rejects', async () => {
    const { rows, row, calls } = await examineIn((text, file) =>
      own(text, file).replace('"222233334444"', '"22223333444"'),
    );
    expect(rows.filter(({ group }) => group === 'AWS settings')).toEqual([
      expect.objectContaining({ status: 'fail', message: expect.stringContaining('12 digits') }),
    ]);
    expect(row('aws-identity')).toMatchObject({ status: 'skip' });
    expect(calls).toEqual([]);
  });

  it('reads settings as Terraform does, and warns of one that no stack knows and of a region that does not exist', async () => {
    const { row, rows } = await examineIn((text, file) =>
      own(text, file)
        .replace('account_id = "222233334444"', 'account_id = 222233334444 /* ours */\nregoin = 1')
        .replace('region     = "eu-central-1"', 'region="eu-centrl-1"'),
    );
    expect(row('aws-identity')).toMatchObject({ status: 'pass' });
    expect(row('aws-region')).toMatchObject({ status: 'warn', message: expect.stringContaining('eu-centrl-1') });
    expect(rows.find(({ message }) => message.includes('regoin'))).toMatchObject({ status: 'warn' });
  });

  it("finds settings that are still the example's, and settings that contradict each other", async () => {
    const { row } = await examineIn(example);
    const message = expect.stringMatching(
      /account_id.*repository .*owner_id.*repository_id.*domain_name.*budget_emails.*alarm_emails .*production\/data.tfvars/,
    );
    expect(row('aws-example')).toMatchObject({ status: 'fail', message });
    const halfway = await examineIn((text, file) =>
      file.endsWith('common.tfvars') ? own(text, file) : example(text, file),
    );
    expect(halfway.row('aws-backend-dev')).toMatchObject({
      status: 'fail',
      fix: expect.stringContaining('acme-terraform-state-222233334444'),
    });
    expect(halfway.row('aws-admins-dev')).toMatchObject({ status: 'warn' });
  });
});

/** Enters settings as `./fairway adopt` does. */
function settingsOf(fields: Fields): Change {
  return (text, path) => {
    let result = text;
    writeFields(fields, (file, change) => {
      if (path.endsWith(`/${file}`)) result = change(result);
    });
    return result;
  };
}

function answer(to: string, given: Answer['with']): Answer {
  return { to, with: given };
}

/** Every version that the stack pins, for any version of Kubernetes. */
function pinnedAddons() {
  const text = readFileSync('infra/terraform/stacks/cluster/settings.tf', 'utf8');
  const pins = [...text.matchAll(/^\s*([a-z-]+)\s*= "(v.*?)"/gm)].map(([, addonName = '', addonVersion = '']) => ({
    addonName,
    addonVersion,
  }));
  return [...Map.groupBy(pins, ({ addonName }) => addonName)].map(([addonName, addonVersions]) => ({
    addonName,
    addonVersions,
  }));
}

const examine = (...changed: Answer[]) => examineIn(own, ...changed);

async function examineIn(change: Change, ...changed: Answer[]) {
  return await inRepository(change, async (folder) => {
    using fakes = new FakePrograms([...changed, ...ready]);
    const context = contextIn(folder, fakes.env);
    const result = await doctor.run({ instance: 'default', aws: true }, context);
    const row = (id: string) => result.rows.find((candidate) => candidate.id === id);
    return { rows: result.rows, row, text: doctor.render(result, plain), calls: fakes.calls, told: context.told };
  });
}

const readIn = (change: Change) => inRepository(change, (folder) => readAwsSettings(contextIn(folder)));

type Change = (text: string, file: string) => string;

/** Uses a repository with real Terraform and other settings. */
async function inRepository<Result>(change: Change, use: (folder: string) => Promise<Result>): Promise<Result> {
  const copy = mkdtempSync(join(tmpdir(), 'fairway-doctor-'));
  try {
    for (const folder of ['environments', 'generated', 'stacks'])
      cpSync(`infra/terraform/${folder}`, join(copy, 'infra/terraform', folder), { recursive: true });
    const environments = join(copy, 'infra/terraform/environments');
    for (const entry of readdirSync(environments, { recursive: true, withFileTypes: true }).filter((found) =>
      found.isFile(),
    )) {
      const path = join(entry.parentPath, entry.name);
      writeFileSync(path, change(readFileSync(path, 'utf8'), path));
    }
    return await use(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
