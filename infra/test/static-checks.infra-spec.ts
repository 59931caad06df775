import { runProgram } from '@fairway/infra';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { checkov, tflint, unchecked, type Tool } from './support/lint-tools.js';
import { it } from './support/stack-runs.js';

const terraform = join(process.cwd(), 'infra', 'terraform');
const at = { cwd: terraform, env: process.env };

describe('the HCL', () => {
  // The fixture `runs` skips the test where Terraform is missing.
  it('is formatted (fix: terraform fmt -recursive infra/terraform)', async ({ runs: _ }) => {
    const { exitCode, stdout, stderr } = await runProgram('terraform', ['fmt', '-check', '-recursive', '-diff'], at);
    expect(exitCode, stdout + stderr).toBe(0);
  });

  describe('has no findings', () => {
    let tools: { tflint: Tool; checkov: Tool };
    beforeAll(async () => {
      tools = { tflint: await tflint(), checkov: await checkov() };
    });

    it('of tflint', async ({ skip }) => {
      if ('missing' in tools.tflint) return unchecked(tools.tflint.missing, skip);
      const { stdout, stderr, exitCode } = await runProgram(
        tools.tflint.path,
        ['--recursive', `--config=${join(terraform, '.tflint.hcl')}`, '--format=compact'],
        at,
      );
      expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    });

    it('of checkov has no suppression without a reason beside the resource', async ({ skip }) => {
      if ('missing' in tools.checkov) return unchecked(tools.checkov.missing, skip);
      const args = [
        '--directory',
        '.',
        '--framework',
        'terraform',
        '--output',
        'json',
        '--compact',
        '--quiet',
        '--skip-download',
      ];
      const { stdout } = await runProgram(tools.checkov.path, args, {
        ...at,
        env: { ...process.env, LOG_LEVEL: 'ERROR' },
      });
      const { results, summary } = JSON.parse(stdout) as CheckovReport;
      expect(
        results.failed_checks.map(
          ({ check_id, resource, file_path, check_name }) => `${check_id} ${file_path} ${resource}: ${check_name}`,
        ),
      ).toEqual([]);
      expect(summary.parsing_errors).toBe(0);
      expect(summary.passed).toBeGreaterThan(100);
    });
  });
});

describe('without a tool', () => {
  it('the check is skipped, with the reason', () => {
    const told: string[] = [];
    unchecked('checkov could not be installed: no network', (reason) => told.push(reason), {});
    expect(told).toEqual(['checkov could not be installed: no network']);
  });

  it('in CI the check fails', () => {
    const skip = () => expect.unreachable('skipped');
    expect(() => unchecked('tflint could not be installed', skip, { CI: 'true' })).toThrow(
      'tflint could not be installed',
    );
  });
});

interface CheckovReport {
  readonly results: {
    readonly failed_checks: readonly { check_id: string; check_name: string; resource: string; file_path: string }[];
  };
  readonly summary: { readonly parsing_errors: number; readonly passed: number };
}
