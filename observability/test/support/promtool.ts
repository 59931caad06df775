import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findProgram, runProgram } from './run-program.js';

export interface PromtoolTest {
  readonly name: string;
  /** Distance of the samples of the series. */
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly object[];
}

export class Promtool {
  private constructor(private readonly path: string) {}

  static async find(): Promise<Promtool> {
    return new Promtool(await findProgram('promtool'));
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
      const { exitCode, output } = await runProgram(this.path, ['test', 'rules', join(folder, 'tests.yaml')]);
      return exitCode === 0 ? '' : output || `exit code ${exitCode}`;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
