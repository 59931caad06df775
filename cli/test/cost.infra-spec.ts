import { costReport, priceBook, sources, terraformEnvironments } from '@fairway/infra';
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { builtIn } from '../../infra/test/support/built.js';
import { it, type StackRuns } from '../../infra/test/support/stack-runs.js';
import { plain } from '../src/command-line/style.js';
import { cost } from '../src/commands/cost.js';
import { costTableRegion, renderCostTables } from '../src/generate/cost-tables.js';
import { contextIn } from './command-context.js';
import { SmallRepository } from './small-repository.js';

describe('the cost tables', () => {
  it('in README.md and the guide match the committed environments (./fairway generate --cost)', ({ runs }) => {
    const report = costReport(
      terraformEnvironments.map((environment) => builtIn(runs, environment)),
      costTableRegion,
    );
    for (const rendering of renderCostTables(process.cwd(), report)) {
      expect('problem' in rendering ? rendering.problem : readFileSync(rendering.path, 'utf8')).toBe(
        'content' in rendering ? rendering.content : '',
      );
    }
  });
});

describe('fairway cost in another region', () => {
  const shown = (runs: StackRuns, region: string) => {
    const report = costReport([builtIn(runs, 'production')], region);
    return cost.render({ ...report, prices: { ...priceBook, sources } }, plain);
  };

  it.for(['eu-central-1', 'eu-west-1'])(
    '%s has its own prices, and lists those that us-east-1 provides',
    (region, { runs }) => {
      const text = shown(runs, region);
      expect(text).toContain(`in ${region}, on demand`);
      expect(text).toMatch(
        new RegExp(`! Prices of ${region} are missing here; those of us-east-1 are used instead: .*broker`),
      );
      expect(text).toMatch(/They make up [\d,.]+ of the [\d,.]+ USD, which is too low/);
      expect(text).not.toMatch(/used instead: .*NAT gateway(,|\.)/);
    },
  );

  it('us-west-2 has all prices', ({ runs }) => expect(shown(runs, 'us-west-2')).not.toContain('are used'));

  it('any other region uses the prices of us-east-1, with a warning', ({ runs }) => {
    expect(shown(runs, 'ap-south-1')).toContain(
      '! No prices of ap-south-1 are known here; those of us-east-1 are used',
    );
  });
});

describe('fairway cost', () => {
  const addresses = (count: number) => `resource "aws_eip" "this" {\n  count  = ${count}\n  domain = "vpc"\n}\n`;

  it('--diff also plans the tree at a revision', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(2));
    repository.change(addresses(3));
    const context = contextIn(repository.root);
    const result = await cost.run({ env: 'dev', diff: 'HEAD' }, context);
    expect(result.monthlyUsd).toBe(10.95);
    expect(result.difference).toMatchObject({
      since: 'HEAD',
      commit: repository.git('rev-parse', 'HEAD'),
      isNew: false,
      differenceUsd: 3.65,
    });
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

  it('--diff reports that there was no Terraform yet', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    const result = await cost.run({ env: 'dev', diff: 'empty' }, contextIn(repository.root));
    expect(result.difference).toMatchObject({ isNew: true, differenceUsd: 3.65 });
    expect(cost.render(result, plain)).toContain('infra/terraform did not exist at that revision');
  });

  it('shows lines, assumptions and sources without --diff', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(2));
    const result = await cost.run({ env: 'dev' }, contextIn(repository.root));
    const text = cost.render(result, plain);
    expect(text).toMatch(/7\.30 +public IPv4 address +0\.005 per hour × 1,460/);
    expect(text).toContain(`list prices of ${result.prices.takenOn} in us-east-1`);
    expect(text).toContain('not from AWS');
    expect(text).not.toContain('since');
  });

  it('refuses a revision that git does not know before planning', async ({ runs: _ }) => {
    using repository = new SmallRepository('network', addresses(1));
    const context = contextIn(repository.root);
    await expect(cost.run({ diff: 'no-such' }, context)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('"no-such"'),
    });
    expect(context.told).toEqual([]);
  });
});
