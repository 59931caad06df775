import {
  components,
  costDifference,
  costOf,
  pricedRegions,
  priceBook,
  Revision,
  sources,
  sumUsd,
  terraformEnvironments,
  type Assumption,
  type Component,
  type ComponentCost,
  type CostDifference,
  type CostReport,
  type EnvironmentCost,
  type TerraformEnvironment,
} from '@fairway/infra';
import type { Command, Context } from '../command-line/context.js';
import type { Style } from '../command-line/style.js';
import { table } from '../command-line/table.js';

export interface CostResult extends CostReport {
  readonly prices: typeof priceBook & { readonly sources: typeof sources };
  readonly difference?: CostDifference & { readonly since: string; readonly commit: string; readonly isNew: boolean };
}

/** What AWS charges per month for the committed Terraform. */
export const cost: Command<{ env?: TerraformEnvironment; diff?: string }, CostResult> = {
  async run({ env, diff }, context) {
    const environments = env === undefined ? terraformEnvironments : [env];
    // Check the revision first: it may be misspelt, and planning takes a minute.
    using revision = diff === undefined ? undefined : await Revision.checkOut(context.root, diff, context.env);
    context.progress(`planning ${environments.join(', ')} in an offline account`);
    const report = await costOf(context.root, environments, { env: context.env });
    const result = { ...report, prices: { ...priceBook, sources } };
    if (diff === undefined || revision === undefined) return result;
    const before = await costBefore(revision, environments, context);
    const { commit, source } = revision;
    return {
      ...result,
      difference: { ...costDifference(before, report), since: diff, commit, isNew: source === undefined },
    };
  },

  render(result, style) {
    const region = result.environments[0]?.region ?? result.prices.region;
    const title = style.bold(
      `USD per month, list prices of ${result.prices.takenOn} in ${region}, on demand, without tax`,
    );
    const rest = result.difference === undefined ? detail(result, style) : [renderDifference(result.difference, style)];
    return [title, ...standInWarning(result, region, style), summary(result.environments, style), ...rest].join('\n\n');
  },
};

/**
 * Warns when prices of us-east-1 stand in for another region: known European prices are mostly 10 to 20 percent higher.
 */
function standInWarning(
  { standIns, standInUsd, monthlyUsd, prices: { region: standIn } }: CostResult,
  region: string,
  style: Style,
): string[] {
  if (standIns.length === 0) return [];
  const text = pricedRegions.includes(region)
    ? `Prices of ${region} are missing here; those of ${standIn} are used instead: ${standIns.join(', ')}.`
    : `No prices of ${region} are known here; those of ${standIn} are used, except where AWS charges the same everywhere.`;
  const share = `They make up ${money(standInUsd)} of the ${money(monthlyUsd)} USD, which is too low where ${region} is more expensive.`;
  return [style.yellow(`! ${text}\n  ${share}\n  Add the prices from your bill to infra/src/cost/regional-prices.ts.`)];
}

async function costBefore(
  { commit, source }: Revision,
  environments: readonly TerraformEnvironment[],
  context: Context,
): Promise<CostReport> {
  if (source === undefined) return { monthlyUsd: 0, environments: [], standIns: [], standInUsd: 0, assumptions: [] };
  context.progress(`planning the same at ${commit.slice(0, 12)}`);
  return await costOf(context.root, environments, { env: context.env, source });
}

/** A table of components by environment, with sums of both. */
function summary(environments: readonly EnvironmentCost[], style: Style): string {
  const amountsOf = (name: Component) =>
    environments.map(({ components: costs }) => costs.find(({ component }) => component === name)?.monthlyUsd ?? 0);
  const rows = components
    .map((component) => ({ component, amounts: amountsOf(component) }))
    .filter(({ amounts }) => amounts.some((usd) => usd !== 0))
    .toSorted((one, other) => sumUsd(other.amounts) - sumUsd(one.amounts))
    .map(({ component, amounts }) => [component, ...cells(amounts)]);
  const total = ['sum', ...cells(environments.map(({ monthlyUsd }) => monthlyUsd))];
  const names = environments.map(({ environment }) => environment);
  const head = [
    'COMPONENT',
    ...(names.length > 1 ? [...names, 'sum'] : names).map((name) => right(name.toUpperCase())),
  ];
  return table([head.map((title) => style.dim(title)), ...rows, total.map((cell) => style.bold(cell))]);
}

function cells(amounts: readonly number[]): string[] {
  const all = amounts.length > 1 ? [...amounts, sumUsd(amounts)] : amounts;
  return all.map((usd) => right(usd === 0 ? '-' : money(usd)));
}

function detail({ environments, assumptions, prices }: CostResult, style: Style): string[] {
  const section = (title: string, texts: readonly string[]) => [style.bold(title), ...texts].join('\n');
  return [
    ...environments.map(({ environment, components: costs }) =>
      section(
        environment,
        costs.map((each) => renderComponent(each, style)),
      ),
    ),
    section('assumptions (infra/src/cost/assumptions.ts)', assumptions.map(renderAssumption)),
    section(
      'prices (infra/src/cost/price-book.ts), taken from these pages, not from AWS',
      Object.values(prices.sources).map((source) => `  ${source}`),
    ),
  ];
}

/** Groups lines of one kind: forty secrets need not be listed one by one. */
function renderComponent({ component, monthlyUsd, lines }: ComponentCost, style: Style): string {
  const kinds = Map.groupBy(lines, ({ what, unitPriceUsd }) => `${what} ${unitPriceUsd}`);
  const rows = [...kinds.values()]
    .flatMap((kind) =>
      kind
        .slice(0, 1)
        .map((first) => ({ first, usd: sumUsd(kind.map((line) => line.monthlyUsd)), quantity: sumOf(kind) })),
    )
    .toSorted((one, other) => other.usd - one.usd)
    .map(({ first: { what, unit, unitPriceUsd, assumption }, usd, quantity }) => {
      const rate = `${plainNumber(unitPriceUsd)} per ${unit} × ${plainNumber(quantity)}`;
      return [`  ${right(money(usd))}`, what, style.dim(assumption === null ? rate : `${rate}, assumed`)];
    });
  return [`  ${component} ${money(monthlyUsd)}`, table(rows)].join('\n');
}

const sumOf = (lines: ComponentCost['lines']) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

function renderAssumption({ what, unit, quantity, because }: Assumption): string {
  const amounts = Object.entries(quantity).map(([environment, amount]) => `${environment} ${plainNumber(amount)}`);
  return `  ${what}: ${amounts.join(', ')} ${unit} (${because})`;
}

function renderDifference(
  { since, commit, isNew, ...difference }: NonNullable<CostResult['difference']>,
  style: Style,
): string {
  const title = style.bold(`since ${since} (${commit.slice(0, 12)}): ${signed(difference.differenceUsd)}`);
  if (difference.changes.length === 0) return `${title}\n  nothing changes`;
  const byComponent = difference.components.map(({ environment, component, differenceUsd }) => [
    `  ${environment}`,
    component,
    right(signed(differenceUsd)),
  ]);
  const byResource = difference.changes.map(
    ({ environment, component, resource, what, beforeUsd, afterUsd, differenceUsd }) => {
      const change = `${beforeUsd === null ? 'new' : money(beforeUsd)} -> ${afterUsd === null ? 'gone' : money(afterUsd)}`;
      return [`  ${environment}`, component, right(signed(differenceUsd)), what, change, style.dim(resource ?? '')];
    },
  );
  const note = isNew ? ['  infra/terraform did not exist at that revision: everything is new'] : [];
  return [title, ...note, table(byComponent), '', table(byResource)].join('\n');
}

const money = (usd: number) => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = (usd: number) => `${usd < 0 ? '-' : '+'}${money(Math.abs(usd))}`;
const plainNumber = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 5 });
const right = (text: string) => text.padStart(10);
