import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertmanagerConfig, clusterReceivers } from '../alertmanager/alertmanager-config.js';
import { prometheusRule, ruleFile } from '../rules/render-rules.js';
import type { RuleGroup } from '../rules/rule.js';
import { madeBy, yamlOf } from '../yaml.js';

/** Of all add-ons that watch the platform. */
export const namespace = 'monitoring';

/** What the add-on kube-prometheus-stack applies before its chart, by file name. */
export function addonManifests(
  groups: readonly RuleGroup[],
  dashboards: readonly Dashboard[],
): Readonly<Record<string, string>> {
  return {
    'rules.yaml': `${madeBy}${yamlOf(prometheusRule(groups, namespace))}`,
    'alertmanager.yaml': `${madeBy}${yamlOf(alertmanagerSecret())}`,
    'dashboards.yaml': `${madeBy}${dashboards.map((dashboard) => yamlOf(configMapOf(dashboard))).join('---\n')}`,
  };
}

/** What the add-on loki applies before its chart, which mounts it. */
export function lokiRules(group: RuleGroup): string {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'loki-rules', namespace },
    data: { 'rules.yaml': ruleFile(group) },
  };
  return `${madeBy}${yamlOf(configMap)}`;
}

/** The operator reads Alertmanager's configuration from a Secret, though this one names its secrets by their files only. */
function alertmanagerSecret(): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'alertmanager-config', namespace },
    stringData: { 'alertmanager.yaml': yamlOf(alertmanagerConfig(clusterReceivers)) },
  };
}

/** Grafana's sidecar reads every ConfigMap with this label. */
function configMapOf(dashboard: Dashboard): object {
  const { uid = '' } = dashboard;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `dashboard-${uid}`, namespace, labels: { grafana_dashboard: '1' } },
    data: { [`${uid}.json`]: JSON.stringify(dashboard) },
  };
}
