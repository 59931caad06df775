import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { repeatedDefaults } from './support/repeated-defaults.js';

const files = globSync('deploy/kubernetes/{base,components,overlays}/**/*.yaml');

it('no field repeats a default of Kubernetes without a reason beside it', () => {
  expect(files.length).toBeGreaterThan(50);
  const repeated = files.flatMap((file) =>
    repeatedDefaults(readFileSync(file, 'utf8')).map((field) => `${file}: ${field}`),
  );
  expect(repeated).toEqual([]);
});

it('notices one, in a list too, unless a comment says why', () => {
  const deployment = `kind: Deployment
spec:
  replicas: 1
  template:
    spec:
      containers:
        - ports:
            - containerPort: 80
              protocol: TCP
`;
  expect(repeatedDefaults(deployment)).toEqual([
    'Deployment spec.replicas: 1',
    'Deployment spec.template.spec.containers.*.ports.*.protocol: TCP',
  ]);
  const explained = deployment
    .replace('  replicas', '  # Two at once would each know a part.\n  replicas')
    .replace('protocol: TCP', 'protocol: TCP # Not UDP.');
  expect(repeatedDefaults(explained)).toEqual([]);
});
