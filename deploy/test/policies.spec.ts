import { Environment } from '@marcbachmann/cel-js';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { fill } from '../src/hand-over/fill.js';
import { admitted, type Pod, podsOf, refused } from './policies/pods.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync('deploy/kubernetes/policies/*.yaml', { cwd: root }).toSorted();
const registry = 'registry.example/fairway/';
const values = { cluster: { namespace: 'dev' }, images: { registry } };

const documents = files.flatMap((file) =>
  parseAllDocuments(fill(readFileSync(join(root, file), 'utf8'), values, String)).map(
    (document) => document.toJS() as { kind: string; metadata: { name: string } },
  ),
);
const policies = documents.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy') as (IValidatingAdmissionPolicy & {
  metadata: { name: string };
})[];

/** `string.join` is Kubernetes' own. */
const cel = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true }).registerFunction(
  'list.join(string): string',
  (list: string[], separator: string) => list.join(separator),
);

/** The messages with which the policies refuse a pod, by policy. The real API server judges the same cases elsewhere. */
function refusals(object: Pod): Record<string, string[]> {
  const params = { data: { registry } };
  return Object.fromEntries(
    policies.flatMap(({ metadata, spec }) => {
      const scope = { object, params, variables: {} as Record<string, unknown> };
      const holds = ({ expression }: { expression: string }) => cel.evaluate(expression, scope) === true;
      if (!(spec?.matchConditions ?? []).every(holds)) return [];
      for (const { name, expression } of spec?.variables ?? []) scope.variables[name] = cel.evaluate(expression, scope);
      const messages = (spec?.validations ?? [])
        .filter((validation) => !holds(validation))
        .map(({ message, messageExpression }) => message ?? String(cel.evaluate(messageExpression ?? '', scope)));
      return messages.length === 0 ? [] : [[metadata.name, messages] as const];
    }),
  );
}

describe('admission policies', () => {
  it('fit the schemas, and each has its file and one binding that denies in the namespace of the services', () => {
    const models = { ConfigMap, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding };
    for (const document of documents)
      new (models[document.kind as keyof typeof models] as new (data: object) => { validate(): void })(
        document,
      ).validate();
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(files.map((file) => basename(file, '.yaml')));
    for (const { metadata } of policies) {
      const bindings = documents.filter(
        ({ kind, metadata: { name } }) => kind === 'ValidatingAdmissionPolicyBinding' && name === metadata.name,
      );
      expect(bindings).toMatchObject([
        {
          spec: {
            policyName: metadata.name,
            validationActions: ['Deny'],
            matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } },
          },
        },
      ]);
    }
  });

  const workloads = globSync('deploy/kubernetes/base/*/{deployment,migration}.yaml', { cwd: root });

  it.for(workloads)('admit the pods of %s', (file) => {
    const { spec } = parse(readFileSync(join(root, file), 'utf8')) as { spec: { template: Pod } };
    const [pod] = podsOf(spec.template, registry);
    expect(refusals(pod)).toEqual({});
  });

  it.for(admitted(registry))('admit a pod $why', ({ pod }) => {
    expect(refusals(pod)).toEqual({});
  });

  it.for(refused(registry))('$policy refuses a pod $why', ({ pod, policy, message }) => {
    const all = refusals(pod);
    expect(Object.keys(all)).toEqual([policy]);
    expect(all[policy]?.join('\n')).toContain(message);
  });

  it('every policy refuses something here', () => {
    expect([...new Set(refused(registry).map(({ policy }) => policy))].toSorted()).toEqual(
      policies.map(({ metadata }) => metadata.name),
    );
  });
});
