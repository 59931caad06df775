export { runbookPath } from './rules/render-rules.js';
export { renderObservability } from './render.js';
export { alertSummaries, allObjectives } from './rules/summaries.js';
export { alertmanagerConfig, localReceivers } from './alertmanager/alertmanager-config.js';
export { attributeOf, collectorConfig } from './local/collector-config.js';
export { jaegerConfig } from './local/jaeger-config.js';
export { prometheusConfig, type Target } from './local/prometheus-config.js';
export { localRuleFiles } from './local/local-rules.js';
