import { chooseCluster } from '@fairway/deploy';
import { clusterMetricsPrograms, quietly, runTool, telemetryPrograms } from '@fairway/programs';
import { join } from 'node:path';
import type { Context } from '../command-line/context.js';

/**
 * Builds what the later suites need while the first ones run, in the order of need: these leave processors unused, and
 * come first where they do not.
 */
export async function buildTools(context: Context): Promise<void> {
  const run = quietly(context);
  const lowest = ['nice', '-n', '19'] as const;
  const goPrograms = join(context.root, 'tools', 'go-programs', 'go-programs');
  const programs = ['actionlint', 'act', 'cosign', 'oci-registry', 'promtool', 'amtool', ...telemetryPrograms];
  await runTool([...lowest, goPrograms, 'build', ...programs], run);
  const choice = await chooseCluster(run);
  if ('missing' in choice) return;
  const builds: readonly (readonly [string, ...string[]])[] = [
    ...(choice.kind === 'machine' ? [[join(context.root, 'tools', 'cluster', 'cluster'), 'build'] as const] : []),
    [goPrograms, 'build', ...clusterMetricsPrograms],
  ];
  for (const build of builds) if (!context.stopping.aborted) await runTool([...lowest, ...build], run);
}
