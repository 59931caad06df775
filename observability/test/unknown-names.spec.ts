import { expect, it } from 'vitest';
import { kubernetesAlerts } from '../src/rules/kubernetes-alerts.js';
import { isAlert } from '../src/rules/rule.js';
import { metricsOf, unknownNames } from './support/unknown-names.js';

it('finds each metric and each label that a rule calls by another name than the series have', () => {
  const known = metricsOf([
    { labels: { __name__: 'kube_job_status_failed', namespace: 'local', job_name: 'migrate' } },
    { labels: { __name__: 'kube_job_status_failed', namespace: 'local', job_name: 'topics', reason: 'Evicted' } },
  ]);
  const rule = kubernetesAlerts.rules.filter(isAlert).find(({ alert }) => alert === 'JobFailed');
  const { expr = '', summary = '' } = rule ?? {};
  expect(unknownNames(known, expr, summary)).toEqual([]);
  expect(unknownNames(known, expr.replace('_failed', '_fails'), '')).toContain('kube_job_status_fails');
  expect(unknownNames(known, expr.replace('reason', 'cause'), summary)).toEqual(['cause']);
  expect(unknownNames(known, expr, summary.replace('job_name', 'job'))).toContain('job');
  expect(unknownNames(metricsOf([]), expr, '')).toContain('kube_job_status_failed');
});
