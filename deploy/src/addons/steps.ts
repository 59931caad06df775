import { type Argv, type Target } from '@fairway/infra';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesFolder } from '../hand-over/fill-manifests.js';
import type { Addon } from './addons.js';

/** What installing an add-on takes. */
export interface AddonStep {
  readonly addon: Addon;
  /** Manifests and values that are filled, below `kubernetesFolder`. */
  readonly files: readonly string[];
  readonly commands: readonly Argv[];
}

/**
 * An add-on's manifests in `before/`, its chart with its values (an environment's win), and its manifests in `after/`; one
 * without a chart has manifests only.
 * @param filled the folder in which the commands find the files, with every placeholder filled
 */
export function stepOf(addon: Addon, target: Target, root: string, filled: string): AddonStep {
  const cwd = join(root, kubernetesFolder);
  const manifestsIn = (folder: string) => globSync(join(addon.folder, folder, '*.yaml'), { cwd }).toSorted();
  const before = manifestsIn(addon.chart === null ? '.' : 'before');
  const after = manifestsIn('after');
  const values = ['values.yaml', `values.${target.environment}.yaml`]
    .map((file) => join(addon.folder, file))
    .filter((file) => existsSync(join(cwd, file)));
  const inFilled = (files: readonly string[]) => files.map((file) => join(filled, file));
  return {
    addon,
    files: [...before, ...values, ...after],
    commands: [
      ...apply(target, inFilled(before)),
      ...helm(addon, target, inFilled(values)),
      ...apply(target, inFilled(after)),
    ],
  };
}

function helm({ name, chart, namespace }: Addon, { name: context }: Target, values: readonly string[]): Argv[] {
  if (chart === null) return [];
  const { repository, version } = chart;
  const source = repository.startsWith('oci:') ? [`${repository}/${chart.name}`] : [chart.name, '--repo', repository];
  return [
    [
      ...(['helm', 'upgrade', '--install', name] as const),
      ...source,
      '--version',
      version,
      '--namespace',
      namespace,
      '--kube-context',
      context,
      // A release that does not become ready is rolled back to the one before.
      '--atomic',
      '--timeout',
      '10m',
      ...values.flatMap((file) => ['--values', file]),
    ],
  ];
}

function apply({ name: context }: Target, files: readonly string[]): Argv[] {
  if (files.length === 0) return [];
  const argv = ['kubectl', 'apply', '--context', context, '--server-side', '--field-manager', 'fairway'] as const;
  return [[...argv, ...files.flatMap((file) => ['--filename', file])]];
}
