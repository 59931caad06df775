import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@fairway/infra';
import { claimPortBlock } from '@fairway/local-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemathesis, type Tool, unchecked } from '../../infra/test/support/lint-tools.js';
import type { Credentials } from '../src/public-api/public-api.js';
import { adminEmail } from '../src/instance/secrets.js';
import { LocalPlatform } from './local-platform.js';
import { root } from './run-fairway.js';

/*
 * Requests that schemathesis generates from the OpenAPI document, valid and invalid, including sequences. Every
 * answer must match the document in status, content type, headers and body; invalid data is refused, and valid data
 * is accepted. `npm run test:api` sends 5,000; FAIRWAY_API_SEED repeats a run.
 */

const requestsWanted = Number(process.env['FAIRWAY_API_REQUESTS'] ?? 600);
const firstSeed = Number(process.env['FAIRWAY_API_SEED'] ?? 1);
const examplesPerOperation = 20;
// For a run that hangs. The duration of a good run depends on the machine.
const testTimeoutMs = 3_600_000;

interface Report {
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly { readonly title: string; readonly operations: readonly string[] }[];
  readonly errors: readonly unknown[];
}

// Their many wrong passwords, sent for addresses from earlier answers, delay the next login of the account that the
// other routes need. So these routes use separate accounts.
const guesses = ['login', 'changePassword'];
const withoutGuesses = guesses.flatMap((id) => ['--exclude-operation-id', id]);
// The other phases have no links from one of these routes to the other.
const withGuesses = [
  ...guesses.flatMap((id) => ['--include-operation-id', id]),
  '--phases',
  'examples,coverage,fuzzing',
];

const folder = join(root, 'cli', 'test', 'schemathesis');

describe('the OpenAPI document', () => {
  let platform: LocalPlatform;
  let tool: Tool;
  let reports: string;

  beforeAll(async () => {
    tool = await schemathesis(join(folder, 'requirements.txt'));
    if ('missing' in tool) return;
    reports = mkdtempSync(join(tmpdir(), 'fairway-api-'));
    platform = new LocalPlatform(await claimPortBlock());
    await platform.up();
  }, testTimeoutMs);

  afterAll(async () => {
    if ('missing' in tool) return;
    rmSync(reports, { recursive: true });
    await platform.remove();
  }, testTimeoutMs);

  it(
    `contains every answer to ${requestsWanted} requests, starting with seed ${firstSeed}`,
    { timeout: testTimeoutMs },
    async ({ skip }) => {
      if ('missing' in tool) return unchecked(tool.missing, skip);
      const admin = { email: adminEmail, password: platform.secrets.ofServices.ADMIN_PASSWORD };
      let requests = 0;
      for (let seed = firstSeed; requests < requestsWanted; seed += 1) {
        // Both in turn, because an administrator's route answers them differently.
        const account = seed % 2 === 0 ? await newCustomer() : admin;
        const runs = [
          await run(tool.path, seed, account, withoutGuesses),
          await run(tool.path, seed, await newCustomer(), withGuesses),
        ];
        for (const { report, output } of runs) {
          requests += report.test_cases.generated;
          const found = [
            ...report.failures.map(({ title, operations }) => `${title}: ${operations.join(', ')}`),
            ...report.errors,
          ];
          expect(found, `With FAIRWAY_API_SEED=${seed}:\n${output}`).toEqual([]);
        }
      }
    },
  );

  async function newCustomer(): Promise<Credentials> {
    const customer = { email: `${randomUUID()}@example.com`, password: 'correct horse battery' };
    await platform.api.register(customer, 'Ada');
    return customer;
  }

  async function run(
    path: string,
    seed: number,
    { email, password }: Credentials,
    filters: readonly string[],
  ): Promise<{ report: Report; output: string }> {
    const reportPath = join(reports, `${seed}.json`);
    const args = [
      '--config-file',
      join(folder, 'schemathesis.toml'),
      'run',
      join(root, 'packages', 'contracts', 'openapi.json'),
    ];
    const options = [
      '--url',
      platform.gatewayUrl,
      '--seed',
      String(seed),
      '--max-examples',
      String(examplesPerOperation),
      '--no-color',
    ];
    const { stdout, stderr } = await runProgram(
      path,
      [...args, ...options, ...filters, '--report', 'json', '--report-json-path', reportPath],
      {
        cwd: folder,
        env: { ...process.env, FAIRWAY_API_EMAIL: email, FAIRWAY_API_PASSWORD: password, PYTHONDONTWRITEBYTECODE: '1' },
      },
    );
    const output = `${stdout}${stderr}`;
    try {
      return { report: JSON.parse(readFileSync(reportPath, 'utf8')) as Report, output };
    } catch (cause) {
      throw new Error(`schemathesis wrote no report:\n${output}`, { cause });
    }
  }
});
