import { findGoPrograms } from '@fairway/local-servers';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';

export interface PromtoolTest {
  readonly name: string;
  /** Distance of the samples of the series. */
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly object[];
}

export class Promtool {
  constructor(readonly path: string) {}

  static async find(): Promise<Promtool> {
    const { promtool } = await findGoPrograms(['promtool'], {
      root: process.cwd(),
      env: process.env,
      progress: (line) => void process.stderr.write(`${line}\n`),
      stopping: new AbortController().signal,
    });
    return new Promtool(promtool);
  }

  /**
   * Evaluates the rules as often as the series have samples.
   * @returns what promtool says about the failures; empty when all tests pass
   */
  async test(ruleFile: string, interval: string, tests: readonly PromtoolTest[]): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-rules-'));
    try {
      writeFileSync(join(folder, 'rules.yaml'), ruleFile);
      const file = { rule_files: ['rules.yaml'], evaluation_interval: interval, tests };
      writeFileSync(join(folder, 'tests.yaml'), stringify(file, { aliasDuplicateObjects: false }));
      return await this.run(['test', 'rules', join(folder, 'tests.yaml')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** @returns the output of a run that fails, or nothing */
  async run(args: readonly string[]): Promise<string> {
    const child = spawn(this.path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, exitCode] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
    ]);
    return exitCode === 0 ? '' : `${stdout}${stderr}` || `exit code ${exitCode}`;
  }
}
