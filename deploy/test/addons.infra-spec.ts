import { managedResources, readTarget } from '@fairway/infra';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { ScriptedPrograms } from '../../infra/test/support/scripted-programs.js';
import { it } from '../../infra/test/support/stack-runs.js';
import { applyAddons } from '../src/addons/apply-addons.js';
import { planAddons } from '../src/addons/plan-addons.js';
import { readAddonSettings } from '../src/addons/settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

it.for(['dev', 'production'] as const)(
  'the applied stacks of %s hand over every value that its add-ons name',
  async (environment, { runs, onTestFinished }) => {
    const target = readTarget(root, environment);
    const settings = await readAddonSettings(root, environment, process.env);
    const filled = mkdtempSync(join(tmpdir(), 'fairway-addons-'));
    onTestFinished(() => rmSync(filled, { recursive: true, force: true }));
    const place = { root, target, filled };
    const { steps } = planAddons(place, settings, []);
    expect(steps.length).toBeGreaterThan(10);
    const endpoint = 'https://ABC.gr7.us-east-1.eks.amazonaws.com';
    const handedOver = (['network', 'data', 'cluster'] as const).map((stack) => {
      const { values } = runs.state(environment, stack);
      const parameter = (values === undefined ? [] : managedResources(values)).find(
        ({ address }) => address === 'aws_ssm_parameter.handover',
      );
      return { to: `/${environment}/${stack} `, with: { stdout: String(parameter?.values['insecure_value']) } };
    });
    const programs = new ScriptedPrograms([
      { to: 'get-caller-identity', with: { stdout: JSON.stringify({ Account: target.accountId }) } },
      { to: 'describe-cluster', with: { stdout: JSON.stringify({ cluster: { endpoint } }) } },
      { to: 'config view', with: { stdout: JSON.stringify({ clusters: [{ cluster: { server: endpoint } }] }) } },
      ...handedOver,
    ]);
    await applyAddons(steps, place, settings, programs, () => undefined);
    expect(programs.calls.filter((call) => call.startsWith('helm upgrade'))).toHaveLength(
      steps.filter(({ addon }) => addon.chart !== null).length,
    );
  },
);
