import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { buildOfflineProvider } from './build.ts';
import { mistakes } from './test/mistakes.ts';
import { type Diagnostic, Workspace } from './test/support/workspace.ts';

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'offline-aws-provider');
const requirement = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n';
const region = 'provider "aws" {\n  region = "eu-west-1"\n}\n';
const linesAbove = `${requirement}${region}`.split('\n').length - 1;
let configuration: string;
let scratch: string;

// Provided by the suite's setup, which needs the same programs.
const machine = inject('stackRuns');
beforeEach(({ skip }) => ('missing' in machine ? skip(machine.missing) : undefined));

beforeAll(async () => {
  if ('missing' in machine) return;
  configuration = await buildOfflineProvider(cache);
  scratch = await mkdtemp(join(tmpdir(), 'offline-aws-'));
});

afterAll(() => ('missing' in machine ? undefined : rm(scratch, { recursive: true })));

const newStore = () => mkdtemp(join(scratch, 'store-'));

function root(text: string, store?: string): Promise<Workspace> {
  const environment = {
    TF_CLI_CONFIG_FILE: configuration,
    OFFLINE_AWS_STORE: store,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
  };
  return Workspace.create(scratch, `${requirement}${text}`, environment);
}

/** The messages of validate about resources, with the line within their text. */
async function problems(resources: string): Promise<string[]> {
  const found = await (await root(`${region}${resources}`)).diagnostics();
  return found.map(
    ({ summary, detail, range }) => `line ${(range?.start.line ?? 0) - linesAbove}: ${summary}: ${detail}`,
  );
}

describe('the Go sources', () => {
  it.each([['vet'], ['test']])('pass `go %s`', async (command) => {
    const { stderr } = await promisify(execFile)('go', [command, './...'], {
      cwd: join(import.meta.dirname, 'provider'),
    });
    expect(stderr).toBe('');
  });
});

describe('a platform', () => {
  let platform: Workspace;

  beforeAll(async () => {
    if ('missing' in machine) return;
    platform = await Workspace.create(
      scratch,
      { folder: join(import.meta.dirname, 'test', 'platform') },
      { TF_CLI_CONFIG_FILE: configuration },
    );
  });

  it('passes its Terraform tests', async () => {
    const { exitCode, output } = await platform.terraform('test');
    expect(output).toContain('4 passed, 0 failed');
    expect(exitCode).toBe(0);
  });

  it('is stable once applied, changes in place and by replacement as AWS would, and is destroyed completely', async () => {
    expect((await platform.apply()).output).toContain('Apply complete!');
    expect(await platform.planExitCode()).toBe(0);

    const renamed = await platform.terraform('plan', '-var=owner=others');
    expect(renamed.output).toContain('0 to destroy');
    expect(renamed.output).not.toContain('known after apply');
    const moved = await platform.terraform('plan', '-var=vpc_cidr=10.1.0.0/16');
    expect(moved.output).toMatch(/~ cidr_block +=.*# forces replacement/);
    expect(moved.output).toContain('aws_subnet.private["eu-west-1a"] must be replaced');
    expect(moved.output).toContain('aws_msk_cluster.this must be replaced');

    const shown = await platform.terraform('show', '-json');
    expect(shown).toEqual({ exitCode: 0, output: expect.not.stringContaining('never in the state') });
    expect((await platform.terraform('destroy', '-auto-approve')).output).toContain('Destroy complete!');
    expect(await platform.terraform('show')).toEqual({
      exitCode: 0,
      output: expect.stringContaining('state file is empty'),
    });
  });
});

describe('validate', () => {
  it('reports a misspelt argument and a missing one, with their lines', async () => {
    const found = await problems(`resource "aws_vpc" "a" {
  cidr_blok = "10.0.0.0/16"
}
resource "aws_eks_addon" "a" {
  cluster_name = "a"
}
`);
    expect(found.toSorted()).toEqual([
      expect.stringMatching(/^line 2: Unsupported argument: .*"cidr_blok".*Did you mean "cidr_block"/),
      expect.stringMatching(/^line 4: Missing required argument: .*"addon_name" is required/),
    ]);
  });

  describe('refuses', () => {
    let found: Diagnostic[];

    beforeAll(async () => {
      if ('missing' in machine) return;
      // One root module with every mistake, because starting terraform takes most of the time.
      const resources = mistakes.map(({ type, body }, index) => `resource "${type}" "mistake_${index}" {\n${body}\n}`);
      found = await (await root(`${region}${resources.join('\n')}`)).diagnostics();
    });

    it.each(mistakes.map((mistake, index) => ({ ...mistake, index })))('$name', ({ type, index, summary, detail }) => {
      const own = found.filter(({ snippet }) => snippet?.context === `resource "${type}" "mistake_${index}"`);
      expect(own).toEqual([expect.objectContaining({ summary, detail: expect.stringContaining(detail) })]);
    });

    it('nothing else', () => {
      expect(found).toHaveLength(mistakes.length);
    });
  });

  it('accepts valid values and unknown ones', async () => {
    const found = await problems(`resource "aws_iam_policy" "a" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = aws_s3_bucket.a.arn }] })
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = "a"
  policy_arn = aws_iam_policy.a.arn
}
resource "aws_s3_bucket" "a" {
  bucket_prefix = "reports-"
}
resource "aws_security_group" "a" {}
resource "aws_vpc_security_group_egress_rule" "a" {
  security_group_id            = aws_security_group.a.id
  referenced_security_group_id = aws_security_group.a.id
  ip_protocol                  = "-1"
}
resource "aws_ecr_lifecycle_policy" "a" {
  repository = "a"
  policy     = jsonencode({ rules = [] })
}
`);
    expect(found).toEqual([]);
  });

  it('rejects an invalid account id', async () => {
    const workspace = await root(`provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["1234"]
}
data "aws_caller_identity" "a" {}
`);
    expect((await workspace.terraform('plan')).output).toContain('"1234" is not the 12 digits of an AWS account id');
  });
});

it('rejects a provider without a region', async () => {
  expect((await (await root('data "aws_caller_identity" "a" {}\n')).terraform('plan')).output).toContain(
    'the provider has no region',
  );
});

describe('parameters', () => {
  const writer = `${region}resource "aws_ssm_parameter" "a" {
  name           = "/platform/vpc-id"
  type           = "String"
  insecure_value = "vpc-1"
}
`;
  const reader = `${region}data "aws_ssm_parameter" "a" {
  name = "/platform/vpc-id"
}
output "vpc_id" {
  value = data.aws_ssm_parameter.a.insecure_value
}
`;

  it('pass from one root module to another, and disappear with their writer', async () => {
    const store = await newStore();
    const [writing, reading] = await Promise.all([root(writer, store), root(reader, store)]);
    expect((await reading.terraform('plan')).output).toContain(
      'reading SSM Parameter (/platform/vpc-id): ParameterNotFound',
    );

    expect((await writing.apply()).exitCode).toBe(0);
    expect((await reading.apply()).exitCode).toBe(0);
    expect((await reading.outputs())['vpc_id']?.value).toBe('vpc-1');

    expect((await (await root(writer, store)).apply()).output).toContain('ParameterAlreadyExists');
    const elsewhere = await root(reader.replace('eu-west-1', 'us-east-1'), store);
    expect((await elsewhere.terraform('plan')).output).toContain('ParameterNotFound');

    await writing.terraform('destroy', '-auto-approve');
    expect((await reading.terraform('plan')).output).toContain('ParameterNotFound');
  });

  it('report that they need a store', async () => {
    expect((await (await root(writer)).apply()).output).toContain('OFFLINE_AWS_STORE is not set');
  });

  it('must not leak into an output', async () => {
    const leak = `${region}data "aws_ssm_parameter" "a" {
  name = "/aws/service/eks/image"
}
output "value" {
  value = data.aws_ssm_parameter.a.value
}
`;
    expect((await (await root(leak, await newStore())).terraform('plan')).output).toContain(
      'Output refers to sensitive values',
    );
  });
});

it("a policy document has the text that AWS's provider writes", async () => {
  const workspace = await root(`${region}data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::b", "arn:aws:s3:::b/home/&{aws:username}/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-2", "o-1"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
  statement {
    sid     = "Replaced"
    effect  = "Deny"
    actions = ["s3:*"]
  }
}
data "aws_iam_policy_document" "whole" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "Replaced", Effect = "Deny", Action = "s3:Delete*" }] })]
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]
    }
  }
  statement {
    not_actions = ["iam:*"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
output "json" {
  value = data.aws_iam_policy_document.whole.json
}
output "minified" {
  value = data.aws_iam_policy_document.base.minified_json
}
`);
  expect((await workspace.apply()).exitCode).toBe(0);
  const outputs = await workspace.outputs();
  expect(outputs['minified']?.value).toBe(
    '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],' +
      '"Resource":["arn:aws:s3:::b/home/${aws:username}/*","arn:aws:s3:::b"],' +
      '"Condition":{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:PrincipalOrgID":["o-2","o-1"]}}},' +
      '{"Sid":"Replaced","Effect":"Deny","Action":"s3:*"}]}',
  );
  const whole = String(outputs['json']?.value);
  expect(whole).toBe(JSON.stringify(JSON.parse(whole), null, 2));
  expect((JSON.parse(whole) as { Statement: unknown[] }).Statement.slice(1)).toEqual([
    { Sid: 'Replaced', Effect: 'Deny', Action: 's3:Delete*' },
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::111111111111:root'] },
    },
    { Effect: 'Allow', NotAction: 'iam:*', NotPrincipal: '*' },
  ]);
});

describe('the build', () => {
  it('is skipped when nothing changed, and two concurrent builds leave one complete mirror', async () => {
    const outDir = await mkdtemp(join(scratch, 'build-'));
    const [first, second] = await Promise.all([buildOfflineProvider(outDir), buildOfflineProvider(outDir)]);
    expect(first).toBe(second);
    expect(await readFile(first, 'utf8')).toContain(join(outDir, 'mirror'));
    // No drafts: only the mirror, the configuration and the stamp.
    expect(await readdir(outDir)).toHaveLength(3);
    const built = (await stat(first)).mtimeMs;
    await buildOfflineProvider(outDir);
    expect((await stat(first)).mtimeMs).toBe(built);
  });
});
