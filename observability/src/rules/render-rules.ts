import { repository } from '@fairway/catalog';
import { stringify } from 'yaml';
import { isAlert, type Alert, type Recording, type RuleGroup } from './rule.js';

/** A rule file of Prometheus for each group; the operator's PrometheusRule has the same groups. */
export function ruleFile(group: RuleGroup): string {
  return stringify({ groups: [prometheusGroup(group)] }, { lineWidth: 0, indentSeq: true, singleQuote: true });
}

export function prometheusGroup({ name, rules }: RuleGroup) {
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
