import type { StackInEnvironment } from '../terraform/changed-stacks.js';
import type { ChangeReview } from './change-review.js';
import { planActions, type PlannedChange, type PlanSummary } from './plan-summary.js';

/** GitHub refuses a comment of more than 65,536 characters. */
const commentLimit = 60_000;

export interface CommentOn {
  /** The stacks that the change may affect; one without a plan failed. */
  readonly changed: readonly StackInEnvironment[];
  readonly plans: readonly PlanSummary[];
  readonly review: ChangeReview;
}

/**
 * What a change would do to AWS, as Markdown of bounded size: what is lost first, details last, since these are cut first. It
 * contains addresses and names of arguments, but no value.
 */
export function planComment({ changed, plans, review }: CommentOn): string {
  const sections = [
    heading(changed, plans),
    section('Destroyed or replaced', plans.flatMap(lossesIn), 20_000),
    section('Violated rules', review.findings.map(findingLine), 8_000),
    costSection(review, 6_000),
  ].filter((text) => text !== '');
  const left = commentLimit - sections.join('\n\n').length;
  const details = plans.filter(({ applyable }) => applyable);
  return [...sections, ...details.map((plan) => detailsOf(plan, Math.floor(left / details.length)))].join('\n\n');
}

/** A plan on its own, for the summary of a run and for an issue. */
export function planReport(plan: PlanSummary): string {
  const name = nameOf(plan);
  if (!plan.applyable) return `${name}: no changes`;
  return [`${name}: ${countsOf(plan)}`, fenced(plan.changes.map(changeLine), commentLimit)].join('\n\n');
}

const nameOf = ({ environment, stack }: StackInEnvironment) => `${environment}/${stack}`;

function heading(changed: readonly StackInEnvironment[], plans: readonly PlanSummary[]): string {
  const rows = changed.map((stack) => {
    const plan = plans.find((candidate) => nameOf(candidate) === nameOf(stack));
    return `| ${nameOf(stack)} | ${plan === undefined ? '**not planned**' : countsOf(plan)} |`;
  });
  const table = ['| stack | changes |', '| --- | --- |', ...rows].join('\n');
  return ['## Terraform plan', rows.length === 0 ? 'No stack reads what this changes.' : table].join('\n\n');
}

function countsOf({ applyable, changes, outputs }: PlanSummary): string {
  if (!applyable) return 'none';
  const counts = planActions
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) =>
      action === 'destroy' || action === 'replace' ? `**${count} ${action}**` : `${count} ${action}`,
    );
  return (outputs.length > 0 ? [...counts, `${outputs.length} outputs`] : counts).join(', ');
}

function lossesIn(plan: PlanSummary): string[] {
  return plan.changes
    .filter(({ action }) => action === 'destroy' || action === 'replace')
    .map((change) => `- ${nameOf(plan)}: ${change.action} ${code(change.address)}${reasonOf(change)}`);
}

const reasonOf = ({ attributes }: PlannedChange) =>
  attributes.length === 0 ? '' : `, because of ${attributes.map(code).join(', ')}`;

const findingLine = ({ environment, stack, rule, address, problem, fix }: ChangeReview['findings'][number]) =>
  `- ${environment}/${stack}: ${rule}: ${code(address)}: ${oneLine(`${problem}. ${fix}`)}`;

function costSection({ monthlyUsd, difference }: ChangeReview, limit: number): string {
  const { differenceUsd, changes } = difference;
  const title = `Cost: ${signed(differenceUsd)} USD a month, now ${amount(monthlyUsd)}`;
  const lines = changes.map(
    (change) =>
      `- ${signed(change.differenceUsd)} ${change.environment} ${oneLine(change.what)}: ${code(change.resource ?? change.component)}`,
  );
  return lines.length === 0 ? `### ${title}` : section(title, lines, limit);
}

const section = (title: string, lines: readonly string[], limit: number) =>
  lines.length === 0 ? '' : `### ${title}\n\n${fitting(lines, limit).join('\n')}`;

function detailsOf(plan: PlanSummary, limit: number): string {
  const summary = `<details><summary>${nameOf(plan)}</summary>`;
  const lines = [...plan.changes.map(changeLine), ...plan.outputs.map((name) => `output ${name}`)];
  return [summary, fenced(lines, limit - summary.length - 40), '</details>'].join('\n\n');
}

const changeLine = ({ action, address, attributes }: PlannedChange) =>
  `${action} ${oneLine(address)}${attributes.length === 0 ? '' : ` (${attributes.join(', ')})`}`;

const fenced = (lines: readonly string[], limit: number) => ['```text', ...fitting(lines, limit), '```'].join('\n');

/** As many lines as fit, and how many do not. */
function fitting(lines: readonly string[], limit: number): string[] {
  const note = (count: number) => `... and ${count} more lines: the run has all of them`;
  let length = note(lines.length).length;
  const count = lines.findIndex((line) => (length += line.length + 1) > limit);
  return count === -1 ? [...lines] : [...lines.slice(0, count), note(lines.length - count)];
}

/** The key of a resource may contain anything; a backtick or a line break would end the code. */
const oneLine = (text: string) => text.replaceAll('`', "'").replaceAll(/\s+/g, ' ');
const code = (text: string) => `\`${oneLine(text)}\``;

const amount = (usd: number) => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = (usd: number) => `${usd < 0 ? '-' : '+'}${amount(Math.abs(usd))}`;
