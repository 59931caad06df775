import { runProgram } from '@fairway/infra';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Tool, unchecked, zizmor } from '../../../infra/test/support/lint-tools.js';
import { goTool } from './go-tool.js';

const root = process.cwd();

/** A copy of the workflows, in which mistakes can be planted. */
const copy = mkdtempSync(join(tmpdir(), 'fairway-workflows-'));
cpSync('.github', join(copy, '.github'), { recursive: true });
// By it actionlint finds the root.
mkdirSync(join(copy, '.git'));
afterAll(() => rmSync(copy, { recursive: true }));

function plant(right: string, wrong: string): void {
  const path = join(copy, '.github', 'workflows', 'pull-request.yml');
  const text = readFileSync('.github/workflows/pull-request.yml', 'utf8');
  expect(text).toContain(right);
  writeFileSync(
    path,
    text.replace(right, () => wrong),
  );
}

describe.each([
  {
    name: 'actionlint',
    tool: () => goTool('actionlint'),
    // Without what happens to be on the PATH of one machine.
    args: ['-shellcheck=', '-pyflakes='],
    planted: ['toJSON(needs)', 'toJSON(need)', 'undefined variable "need"'],
  },
  {
    name: 'zizmor',
    tool: zizmor,
    args: ['--offline', '--persona=pedantic', '--no-progress', '--quiet', '.'],
    planted: ['<<< "$NEEDS"', '<<< "${{ github.head_ref }}"', 'template-injection'],
  },
] as const)('$name', ({ tool: find, args, planted: [right, wrong, finding] }) => {
  let tool: Tool;
  beforeAll(async () => {
    tool = await find();
  });
  const lint = async (path: string, folder: string) => {
    const { exitCode, stdout, stderr } = await runProgram(path, args, { cwd: folder, env: process.env });
    return { exitCode, output: stdout + stderr };
  };

  it('finds nothing in the workflows and actions', async ({ skip }) => {
    if ('missing' in tool) return unchecked(tool.missing, skip);
    const { exitCode, output } = await lint(tool.path, root);
    expect(exitCode, output).toBe(0);
  });

  it('finds a mistake that is planted', async ({ skip }) => {
    if ('missing' in tool) return unchecked(tool.missing, skip);
    plant(right, wrong);
    const { exitCode, output } = await lint(tool.path, copy);
    expect(output).toContain(finding);
    expect(exitCode).not.toBe(0);
  });
});
