export { findGoPrograms, findUnbuiltGoPrograms, onPath } from './go-programs.js';
export * from './run-tool.js';
export { clusterMetricsPrograms, telemetryPrograms } from './telemetry-programs.js';
