import { FairwayError } from '@fairway/errors';
import type { Target } from '@fairway/infra';
import { type Addon, addons } from './addons.js';
import type { AddonSettings } from './settings.js';
import { type AddonStep, stepOf } from './steps.js';

export interface AddonPlan {
  readonly steps: readonly AddonStep[];
  /** What is left out, and why. */
  readonly skipped: readonly { readonly addon: Addon; readonly why: string }[];
}

/**
 * The steps for an environment, in order.
 * @param names only these; none for all that the settings want
 * @throws FairwayError not_found for an unknown name
 */
export function planAddons(
  { root, target, filled }: { readonly root: string; readonly target: Target; readonly filled: string },
  settings: AddonSettings,
  names: readonly string[],
): AddonPlan {
  const unknown = names.find((name) => !addons.some((addon) => addon.name === name));
  if (unknown !== undefined) {
    throw new FairwayError('not_found', `There is no add-on ${unknown}.`, {
      hint: `The add-ons are ${addons.map(({ name }) => name).join(', ')}.`,
    });
  }
  const named = names.length === 0 ? addons : addons.filter(({ name }) => names.includes(name));
  const reasons = new Map(named.map((addon) => [addon, whyNot(addon, settings, names)]));
  return {
    steps: named.filter((addon) => reasons.get(addon) === null).map((addon) => stepOf(addon, target, root, filled)),
    skipped: named.flatMap((addon) => {
      const why = reasons.get(addon) ?? null;
      return why === null ? [] : [{ addon, why }];
    }),
  };
}

function whyNot({ name, wantedBy, optional }: Addon, settings: AddonSettings, names: readonly string[]): string | null {
  if (wantedBy?.(settings) === false)
    return `the settings say ${settings.node_autoscaler} for nodes and ${settings.kafka_mode} for Kafka`;
  return optional === true && !names.includes(name) ? 'it is optional: name it to install it' : null;
}
