import { repository } from '@fairway/catalog';
import { madeBy, yamlOf } from '../yaml.js';
import { isAlert, type Alert, type Recording, type RuleGroup } from './rule.js';

/** A rule file of Prometheus, of one group. */
export function ruleFile(group: RuleGroup): string {
  return `${madeBy}# ${group.purpose}\n${yamlOf({ groups: [prometheusGroup(group)] })}`;
}

/** All groups as an object of Prometheus' operator. */
export function prometheusRule(groups: readonly RuleGroup[], namespace: string): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'platform', namespace },
    spec: { groups: groups.map(prometheusGroup) },
  };
}

function prometheusGroup({ name, rules }: RuleGroup) {
  return { name, rules: rules.map((rule) => (isAlert(rule) ? alertingRule(rule) : recordingRule(rule))) };
}

function alertingRule({ alert, expr, for: holds, severity, service, labels, summary, description }: Alert) {
  return {
    alert,
    expr,
    ...(holds === '0s' ? {} : { for: holds }),
    labels: { severity, ...(service === undefined ? {} : { service }), ...labels },
    annotations: { summary, description, runbook_url: runbookUrl(alert) },
  };
}

function recordingRule({ record, expr, labels }: Recording) {
  return { record, expr, ...(labels === undefined ? {} : { labels }) };
}

export function runbookUrl(alert: string): string {
  return `https://github.com/${repository}/blob/main/${runbookPath(alert)}`;
}

/** From the root of the repository: the name of the alert in lower case with hyphens. */
export function runbookPath(alert: string): string {
  return `docs/runbooks/${alert.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;
}
