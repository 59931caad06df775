import { join } from 'node:path';
import type { Command, Context } from '../command-line/context.js';
import { exitCodes } from '../command-line/exit-codes.js';
import { readIfThere } from '../generate/marked-section.js';
import { renderAll } from '../generate/render-all.js';
import type { RenderedFile, Rendering, RenderProblem } from '../generate/rendered-file.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { writeAll } from '../repository/write-all.js';

export interface GenerateResult {
  readonly check: boolean;
  readonly files: number;
  /** Files that differ: rewritten, unless there are problems, or only listed with `--check`. */
  readonly changed: readonly string[];
  readonly problems: readonly RenderProblem[];
}

export const generate: Command<{ check?: boolean; cost?: boolean }, GenerateResult> = {
  async run({ check = false, cost = false }, context) {
    const { root } = context;
    requireSoundCatalog(root);
    const renderings = [...(await renderAll(root)), ...(cost ? await costTables(context) : [])];
    const files = renderings.filter((rendering): rendering is RenderedFile => 'content' in rendering);
    const problems = renderings.filter((rendering): rendering is RenderProblem => 'problem' in rendering);
    const changes = files
      .map(({ path, content }) => ({ path, before: readIfThere(join(root, path)), after: content }))
      .filter(({ before, after }) => before !== after);
    if (!check && problems.length === 0) writeAll(root, changes);
    return { check, files: files.length, changed: changes.map(({ path }) => path), problems };
  },

  exitCode: ({ check, changed, problems }) =>
    problems.length > 0 || (check && changed.length > 0) ? exitCodes.failed : exitCodes.ok,

  render({ check, files, changed, problems }, style) {
    const lines = changed.map((path) =>
      check ? `${style.red('✗')} differs  ${path}` : `${style.green('✓')} written  ${path}`,
    );
    if (problems.length > 0) {
      // A problem has its own next step, in the last line.
      const each = problems.map(({ problem, fix }) => `${style.red('✗')} ${problem}\n  ${style.cyan('→')} ${fix}`);
      return [...(check ? lines : ['nothing was written:']), ...each].join('\n');
    }
    if (lines.length === 0) return `${style.green('✓')} ${files} generated files are up to date`;
    return [...lines, ...(check ? ['next: npm run generate, and commit what it changes'] : [])].join('\n');
  },
};

/**
 * Separate from the rest, because it plans every environment: that takes a minute and needs Terraform and Go.
 * `./fairway test infra` checks that the tables are current.
 */
async function costTables({ root, env, progress }: Context): Promise<Rendering[]> {
  const { costOf, terraformEnvironments } = await import('@fairway/infra');
  const { costTableRegion, renderCostTables } = await import('../generate/cost-tables.js');
  progress('planning all environments in an offline account to compute their cost');
  return renderCostTables(root, await costOf(root, terraformEnvironments, { env, region: costTableRegion }));
}
