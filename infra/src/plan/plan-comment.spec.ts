import { describe, expect, it } from 'vitest';
import type { ChangeReview } from './change-review.js';
import { planComment, planReport } from './plan-comment.js';
import type { PlanAction, PlanSummary } from './plan-summary.js';

const changed = [
  { environment: 'dev', stack: 'network' },
  { environment: 'dev', stack: 'data' },
  { environment: 'production', stack: 'data' },
] as const;
const unchanged: ChangeReview = {
  monthlyUsd: 10,
  difference: { differenceUsd: 0, components: [], changes: [] },
  findings: [],
};
const planOf = (at: (typeof changed)[number], ...changes: [PlanAction, string, ...string[]][]): PlanSummary => ({
  ...at,
  applyable: changes.length > 0,
  changes: changes.map(([action, address, ...attributes]) => ({ action, address, attributes })),
  outputs: [],
});

describe('the comment on a pull request', () => {
  it('has a row per stack, then what is lost, and the rest folded', () => {
    const text = planComment({
      changed,
      plans: [
        planOf(changed[0]),
        planOf(
          changed[1],
          ['destroy', 'aws_s3_bucket.old'],
          ['replace', 'aws_kms_key.x["a"]', 'key_usage'],
          ['update', 'aws_eip.x', 'tags'],
          ['create', 'aws_eip.y'],
          ['create', 'aws_eip.z'],
        ),
      ],
      review: unchanged,
    });
    expect(text).toBe(`## Terraform plan

| stack | changes |
| --- | --- |
| dev/network | none |
| dev/data | **1 destroy**, **1 replace**, 1 update, 2 create |
| production/data | **not planned** |

### Destroyed or replaced

- dev/data: destroy \`aws_s3_bucket.old\`
- dev/data: replace \`aws_kms_key.x["a"]\`, because of \`key_usage\`

### Cost: +0.00 USD a month, now 10.00

<details><summary>dev/data</summary>

\`\`\`text
destroy aws_s3_bucket.old
replace aws_kms_key.x["a"] (key_usage)
update aws_eip.x (tags)
create aws_eip.y
create aws_eip.z
\`\`\`

</details>`);
  });

  it('says what becomes more expensive and which rules are violated', () => {
    const text = planComment({
      changed: [],
      plans: [],
      review: {
        monthlyUsd: 2938.5,
        difference: {
          differenceUsd: -3.65,
          components: [],
          changes: [
            {
              environment: 'dev',
              component: 'network',
              resource: 'network/aws_eip.this',
              what: 'public IPv4 address',
              beforeUsd: 3.65,
              afterUsd: null,
              differenceUsd: -3.65,
            },
          ],
        },
        findings: [
          {
            environment: 'dev',
            stack: 'data',
            rule: 'tags',
            address: 'aws_eip.x',
            problem: 'has no tag',
            fix: 'Tag it.',
          },
        ],
      },
    });
    expect(text).toContain('No stack reads what this changes.');
    expect(text).toContain('### Violated rules\n\n- dev/data: tags: `aws_eip.x`: has no tag. Tag it.');
    expect(text).toContain(
      '### Cost: -3.65 USD a month, now 2,938.50\n\n- -3.65 dev public IPv4 address: `network/aws_eip.this`',
    );
  });

  it('fits into a comment of GitHub, and says what it leaves out', () => {
    const many = (action: PlanAction) =>
      Array.from({ length: 2000 }, (_, index): [PlanAction, string] => [action, `module.x["${index}"].aws_eip.this`]);
    const plans = changed.map((at) => planOf(at, ...many('destroy'), ...many('create')));
    const text = planComment({ changed, plans, review: unchanged });
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(50_000);
    expect(text).toContain('| dev/data | **2000 destroy**, 2000 create |');
    expect(text.match(/\n\.\.\. and \d+ more lines: the run has all of them/g)).toHaveLength(4);
    // Every block is closed, or the rest of the page would be inside of it.
    expect(text.match(/^```/gm)).toHaveLength(6);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
  });

  it('shows a name as it is, whatever it contains', () => {
    const hostile = 'aws_eip.x["`</details>\n```\n@everyone"]';
    const text = planComment({ changed, plans: [planOf(changed[0], ['destroy', hostile])], review: unchanged });
    expect(text).toContain(`destroy \`aws_eip.x["'</details> ''' @everyone"]\``);
    expect(text.match(/^```/gm)).toHaveLength(2);
  });
});

it('a report of one stack lists its changes', () => {
  expect(planReport(planOf(changed[0], ['update', 'aws_eip.x', 'tags']))).toBe(
    'dev/network: 1 update\n\n```text\nupdate aws_eip.x (tags)\n```',
  );
  expect(planReport(planOf(changed[0]))).toBe('dev/network: no changes');
});
