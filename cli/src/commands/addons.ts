import { applyAddons, planAddons, readAddonSettings } from '@fairway/deploy';
import { commandLine, readTarget } from '@fairway/infra';
import { join } from 'node:path';
import type { Command } from '../command-line/context.js';
import { programsOf } from '../command-line/programs.js';
import type { Style } from '../command-line/style.js';

export interface AddonsResult {
  readonly environment: string;
  readonly applied: boolean;
  readonly addons: readonly {
    readonly name: string;
    /** Name and version; null for manifests of ours. */
    readonly chart: string | null;
    readonly namespace: string;
    /** Below deploy/kubernetes. */
    readonly files: readonly string[];
    readonly commands: readonly string[];
  }[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

interface Input {
  readonly verb: 'plan' | 'apply';
  readonly env: 'dev' | 'production';
  readonly names: readonly string[];
}

/** The add-ons of an environment: what would be run, or, with `apply`, what was. */
export const addons: Command<Input, AddonsResult> = {
  // It must end its programs first: Helm has to roll back.
  stopsItself: true,

  async run({ verb, env, names }, context) {
    const target = readTarget(context.root, env);
    const settings = await readAddonSettings(context.root, env, context.env);
    const filled = join('.fairway', 'addons', env);
    const place = { root: context.root, target, filled };
    const { steps, skipped } = planAddons(place, settings, names);
    if (verb === 'apply') await applyAddons(steps, place, settings, programsOf(context), context.progress);
    return {
      environment: env,
      applied: verb === 'apply',
      addons: steps.map(({ addon: { name, chart, namespace }, files, commands }) => ({
        name,
        chart: chart === null ? null : `${chart.name} ${chart.version}`,
        namespace,
        files,
        commands: commands.map(commandLine),
      })),
      skipped: skipped.map(({ addon, why }) => ({ name: addon.name, why })),
    };
  },

  render: (result, style) => (result.applied ? renderApplied(result, style) : renderPlan(result, style)),
};

function renderPlan({ environment, addons: all, skipped }: AddonsResult, style: Style): string {
  return [
    style.bold(`Add-ons of ${environment}, in order. This is only a plan; nothing was changed.`),
    ...all.map(({ name, chart, namespace, files, commands }, index) =>
      [
        style.bold(`${index + 1}. ${name}: ${chart ?? 'manifests of this repository'}, namespace ${namespace}`),
        style.dim(`   from ${files.join(', ')}`),
        ...commands.map((command) => `   ${style.cyan('$')} ${command}`),
      ].join('\n'),
    ),
    ...skippedLines(skipped),
    `next: ./fairway addons apply --env ${environment} (fills the files with what Terraform hands over, then runs this)`,
  ].join('\n\n');
}

function renderApplied({ environment, addons: all, skipped }: AddonsResult, style: Style): string {
  return [
    `${style.green('✓')} ${all.length} add-ons of ${environment}: ${all.map(({ name }) => name).join(', ')}`,
    ...skippedLines(skipped),
  ].join('\n\n');
}

function skippedLines(skipped: AddonsResult['skipped']): string[] {
  return skipped.length === 0 ? [] : [skipped.map(({ name, why }) => `not ${name}: ${why}`).join('\n')];
}
