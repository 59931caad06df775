import { collectDefaultMetrics, Registry } from 'prom-client';
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { foreignMetrics } from './foreign-metrics.js';
import type { KnownMetrics } from './unknown-names.js';

type Kind = 'Counter' | 'Gauge' | 'Histogram';

// Prometheus adds them to all that it reads.
const ofEveryTarget = ['service', 'instance', 'job'];

/** Those of our sources, of Node.js as prom-client tells them, and of other programs. */
export function declaredMetrics(root: string): KnownMetrics {
  const metrics = new Map<string, ReadonlySet<string>>();
  const add = (name: string, kind: Kind, labels: readonly string[]) => {
    const all = [...labels, ...ofEveryTarget];
    if (kind !== 'Histogram') return metrics.set(name, new Set(all));
    metrics.set(`${name}_bucket`, new Set([...all, 'le']));
    return ['sum', 'count'].forEach((part) => metrics.set(`${name}_${part}`, new Set(all)));
  };
  const sources = globSync('{apps,packages}/*/src/**/*.ts', { cwd: root, exclude: ['**/*.spec.ts'] });
  for (const path of sources) {
    const source = ts.createSourceFile(path, readFileSync(`${root}/${path}`, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      for (const { name, kind, labels } of declaredBy(node)) add(name, kind, labels);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  for (const { name, kind, labels } of ofNode()) add(name, kind, labels);
  for (const [name, labels] of Object.entries(foreignMetrics)) add(name, 'Gauge', labels);
  return metrics;
}

interface Declared {
  readonly name: string;
  readonly kind: Kind;
  readonly labels: readonly string[];
}

function declaredBy(node: ts.Node): Declared[] {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return [];
  const callee = node.expression.getText();
  const [first] = node.arguments ?? [];
  if (callee === 'gaugesReadOnScrape' && first !== undefined && ts.isObjectLiteralExpression(first))
    return first.properties.map((property) => ({ name: property.name?.getText() ?? '', kind: 'Gauge', labels: [] }));
  const kind = callee === 'histogramWithExemplars' ? 'Histogram' : callee;
  if (kind !== 'Counter' && kind !== 'Gauge' && kind !== 'Histogram') return [];
  const name = propertyOf(first, 'name');
  // The two functions above pass on what their callers declare.
  if (name === undefined || !ts.isStringLiteral(name)) return [];
  const labels = propertyOf(first, 'labelNames');
  const names = labels !== undefined && ts.isArrayLiteralExpression(labels) ? [...labels.elements] : [];
  return [{ name: name.text, kind, labels: names.filter(ts.isStringLiteral).map(({ text }) => text) }];
}

function propertyOf(object: ts.Node | undefined, name: string): ts.Expression | undefined {
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)
    ?.initializer;
}

function ofNode(): Declared[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray().map((metric) => {
    // Its type has no names of labels.
    const { name, labelNames = [] } = metric as { name: string; labelNames?: readonly string[] };
    return { name, kind: metric.constructor.name as Kind, labels: labelNames };
  });
}
