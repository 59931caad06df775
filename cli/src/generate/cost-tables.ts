import { components, sumUsd, type CostReport } from '@fairway/infra';
import { markdownTable, renderSections } from './marked-section.js';
import type { Rendering } from './rendered-file.js';

/** The tables always use this region, so that they do not change with a fork's settings. */
export const costTableRegion = 'us-east-1';

/** The monthly cost of each environment by component, in the README and in the guide. */
export function renderCostTables(root: string, report: CostReport): Rendering[] {
  return ['README.md', 'docs/guides/aws.md'].map((path) => renderSections(root, path, { cost: costTable(report) }));
}

/** Whole dollars: more digits would claim a precision that the assumptions do not have. */
function costTable({ environments, monthlyUsd }: CostReport): string {
  const names = environments.map(({ environment }) => environment);
  const rows = components
    .map((component) => {
      const amounts = environments.map(
        (environment) => environment.components.find((cost) => cost.component === component)?.monthlyUsd ?? 0,
      );
      return { component, amounts, sum: sumUsd(amounts) };
    })
    .filter(({ sum }) => sum > 0)
    .toSorted((one, other) => other.sum - one.sum)
    .map(({ component, amounts, sum }) => [component, ...[...amounts, sum].map(dollars)]);
  const total = [
    '**sum**',
    ...[...environments.map((environment) => environment.monthlyUsd), monthlyUsd].map((usd) => `**${dollars(usd)}**`),
  ];
  return markdownTable(['USD a month', ...names, 'sum'], [...rows, total]);
}

const dollars = (usd: number) => (usd === 0 ? '-' : Math.round(usd).toLocaleString('en-US'));
