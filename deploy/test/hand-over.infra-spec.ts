import { managedResources, readTarget } from '@fairway/infra';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ScriptedPrograms } from '../../infra/test/support/scripted-programs.js';
import { it } from '../../infra/test/support/stack-runs.js';
import { requireFilled } from '../src/apply/overlay.js';
import { fillManifests } from '../src/hand-over/fill-manifests.js';
import { readHandOver } from '../src/hand-over/hand-over.js';
import { notHandedOver } from '../src/hand-over/not-handed-over.js';
import { kustomizedIn } from './support/built.js';
import { handOverOf, onAws } from './support/hand-over.js';

const root = join(import.meta.dirname, '../..');

it.for(onAws)(
  'the applied stacks of %s hand over every value of its manifests, and everything that its services need',
  async (environment, { runs, onTestFinished }) => {
    const handedOver = (['network', 'data', 'cluster'] as const).map((stack) => {
      const { values } = runs.state(environment, stack);
      const parameter = (values === undefined ? [] : managedResources(values)).find(
        ({ address }) => address === 'aws_ssm_parameter.handover',
      );
      return { to: `/${environment}/${stack} `, with: { stdout: String(parameter?.values['insecure_value']) } };
    });
    const handOver = await readHandOver(readTarget(root, environment), new ScriptedPrograms(handedOver));
    expect(notHandedOver(root, handOver)).toEqual([]);
    const filled = mkdtempSync(join(tmpdir(), 'fairway-manifests-'));
    onTestFinished(() => rmSync(filled, { recursive: true }));
    fillManifests(root, filled, handOver);
    const resources = kustomizedIn(filled, `overlays/${environment}`);
    requireFilled(resources);
    // Other tests judge the network policies with these ranges.
    expect(handOver.network['subnet_cidrs']).toEqual(handOverOf(environment).network['subnet_cidrs']);
    // A web ACL that exists protects the load balancer.
    const ingress = resources.find(({ kind }) => kind === 'Ingress');
    expect(JSON.stringify(ingress).includes('wafv2-acl-arn')).toBe(handOver.cluster['web_acl_arn'] !== null);
  },
);
