import { describe, expect } from 'vitest';
import { it } from '../../infra/test/support/stack-runs.js';
import { plain } from '../src/command-line/style.js';
import { cost } from '../src/commands/cost.js';
import { contextIn } from './command-context.js';
import { SmallRepository } from './small-repository.js';

describe('fairway cost', () => {
  const addresses = (count: number) => `resource "aws_eip" "this" {\n  count  = ${count}\n  domain = "vpc"\n}\n`;

  it('--diff plans the tree at a revision too', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(2));
    repository.change(addresses(3));
    const context = contextIn(repository.root);
    const result = await cost.run({ env: 'dev', diff: 'HEAD' }, context);
    expect(result.monthlyUsd).toBe(10.95);
    expect(result.difference).toMatchObject({ since: 'HEAD', commit: repository.git('rev-parse', 'HEAD'), isNew: false, differenceUsd: 3.65 });
    expect(result.difference?.changes).toEqual([
      {
        environment: 'dev',
        component: 'network',
        resource: 'network/aws_eip.this[2]',
        what: 'public IPv4 address',
        beforeUsd: null,
        afterUsd: 3.65,
        differenceUsd: 3.65,
      },
    ]);
    const text = cost.render(result, plain);
    expect(text).toMatch(/network +10\.95/);
    expect(text).toMatch(/since HEAD \([\da-f]{12}\): \+3\.65/);
    expect(text).toMatch(/dev +network +\+3\.65 +public IPv4 address +new -> 3\.65 +network\/aws_eip\.this\[2\]/);
  });

  it('--diff says when there was no Terraform yet', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    const result = await cost.run({ env: 'dev', diff: 'empty' }, contextIn(repository.root));
    expect(result.difference).toMatchObject({ isNew: true, differenceUsd: 3.65 });
    expect(cost.render(result, plain)).toContain('infra/terraform did not exist then');
  });

  it('shows lines, assumptions and sources without --diff', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(2));
    const result = await cost.run({ env: 'dev' }, contextIn(repository.root));
    const text = cost.render(result, plain);
    expect(text).toMatch(/7\.30 +public IPv4 address +0\.005 per hour × 1,460/);
    expect(text).toContain(`list prices of ${result.prices.takenOn} in us-east-1`);
    expect(text).toContain('not read from AWS');
    expect(text).not.toContain('since');
  });

  it('refuses a revision that git does not know, before it plans', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    const context = contextIn(repository.root);
    await expect(cost.run({ diff: 'no-such' }, context)).rejects.toMatchObject({
      code: 'UNKNOWN_REVISION',
      problem: expect.stringContaining('"no-such"'),
    });
    expect(context.told).toEqual([]);
  });
});
