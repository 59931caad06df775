import type { TerraformEnvironment } from '../terraform/stacks.js';
import type { CostReport } from './cost-report.js';
import { sumUsd, toCents, type Component } from './line.js';

export interface CostDifference {
  readonly differenceUsd: number;
  readonly components: readonly {
    readonly environment: TerraformEnvironment;
    readonly component: Component;
    readonly differenceUsd: number;
  }[];
  readonly changes: readonly CostChange[];
}

export interface CostChange {
  readonly environment: TerraformEnvironment;
  readonly component: Component;
  readonly resource: string | null;
  readonly what: string;
  /** Null for new costs. */
  readonly beforeUsd: number | null;
  /** Null for costs that end. */
  readonly afterUsd: number | null;
  readonly differenceUsd: number;
}

/**
 * What becomes more or less expensive, largest change first. Both sides use today's prices and assumptions, so that
 * only the plans differ.
 */
export function costDifference(before: CostReport, after: CostReport): CostDifference {
  const [old, now] = [amounts(before), amounts(after)];
  const changes = [...new Set([...old.keys(), ...now.keys()])]
    .map((key): CostChange => {
      const [environment, component, resource, what] = JSON.parse(key) as [
        TerraformEnvironment,
        Component,
        string | null,
        string,
      ];
      const [beforeUsd, afterUsd] = [old.get(key) ?? null, now.get(key) ?? null];
      return {
        environment,
        component,
        resource,
        what,
        beforeUsd,
        afterUsd,
        differenceUsd: toCents((afterUsd ?? 0) - (beforeUsd ?? 0)),
      };
    })
    .filter(({ differenceUsd }) => differenceUsd !== 0)
    .toSorted((one, other) => Math.abs(other.differenceUsd) - Math.abs(one.differenceUsd));
  const groups = Map.groupBy(changes, ({ environment, component }) => `${environment} ${component}`);
  return {
    differenceUsd: sumUsd(changes.map(({ differenceUsd }) => differenceUsd)),
    components: [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        {
          environment: first.environment,
          component: first.component,
          differenceUsd: sumUsd(group.map(({ differenceUsd }) => differenceUsd)),
        },
      ];
    }),
    changes,
  };
}

/** Sums by what is paid for; a resource may have two lines with the same description, such as two volumes. */
function amounts({ environments }: CostReport): Map<string, number> {
  const found = new Map<string, number>();
  for (const { environment, components } of environments) {
    for (const { component, resource, what, monthlyUsd } of components.flatMap(({ lines }) => lines)) {
      const key = JSON.stringify([environment, component, resource, what]);
      found.set(key, toCents((found.get(key) ?? 0) + monthlyUsd));
    }
  }
  return found;
}
