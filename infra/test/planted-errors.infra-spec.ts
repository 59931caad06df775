import { OfflineAccount, stacksOf, varFileArguments, type StackName } from '@fairway/infra';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { it } from './support/stack-runs.js';

const terraform = join(process.cwd(), 'infra', 'terraform');

// The message is for the person who made the mistake: it must name the mistake and the way out.
describe('a mistake is rejected before anything is built, with a way to fix it:', () => {
  it('SSH from the whole internet', async ({ runs: _ }) => {
    using account = await OfflineAccount.open(process.cwd());
    const said = await refusal(account, 'network', ['-var=bastion={enabled=true,ssh_cidrs=["0.0.0.0/0"]}']);
    expect(said).toMatch(/ssh_cidrs.*\/32.*SSM/);
  });

  it('an undeclared environment', async ({ runs: _ }) => {
    using account = await OfflineAccount.open(process.cwd());
    expect(await refusal(account, 'network', ['-var=environment=staging'])).toMatch(/dev, production.*catalog/);
  });

  it('two brokers in three subnets', async ({ runs: _ }) => {
    const source = copyOfTerraform();
    edit(source, 'stacks/data/kafka.tf', /subnet_ids +=.*/, 'subnet_ids = local.data_subnet_ids');
    using account = await OfflineAccount.open(process.cwd(), { source });
    await build(account, ['network']);
    expect(await refusal(account, 'data')).toMatch(
      /2 brokers cannot be spread over 3 subnets.*Give as many subnets as brokers/,
    );
  });

  it('a service that writes to a missing topic', async ({ runs: _ }) => {
    const source = copyOfTerraform();
    edit(source, 'generated/catalog.json', '"produces": [\n        "users"', '"produces": [\n        "invoices"');
    using account = await OfflineAccount.open(process.cwd(), { source });
    await build(account, ['network', 'data']);
    expect(await refusal(account, 'cluster')).toMatch(
      /auth-service.*invoices.*catalog\/src\/topics\.ts.*npm run generate/,
    );
  });
});

/** Terraform's message about a plan of dev, as one line, because it wraps at the width of a terminal. */
async function refusal(account: OfflineAccount, stack: StackName, args: readonly string[] = []): Promise<string> {
  await account.init('dev', stack);
  const { exitCode, stderr } = await account.terraform('dev', join('stacks', stack), [
    'plan',
    '-no-color',
    ...varFileArguments('dev', stack),
    ...args,
  ]);
  expect(exitCode).toBe(1);
  return stderr.replaceAll(/[\s│╵╷]+/g, ' ');
}

async function build(account: OfflineAccount, stacks: readonly StackName[]): Promise<void> {
  const before = stacksOf.shared.map((stack) => ['shared', stack] as const);
  for (const [environment, stack] of [...before, ...stacks.map((name) => ['dev', name] as const)]) {
    await account.init(environment, stack);
    await account.plan(environment, stack);
    await account.apply(environment, stack);
  }
}

function copyOfTerraform(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-planted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(terraform, folder, { recursive: true });
  return folder;
}

function edit(folder: string, file: string, find: string | RegExp, replacement: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const edited = text.replace(find, replacement);
  if (edited === text) throw new Error(`${file} no longer contains ${String(find)}; update the planted mistake.`);
  writeFileSync(path, edited);
}
