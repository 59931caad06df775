export { findGoPrograms, findUnbuiltGoPrograms, onPath } from './go-programs.js';
export * from './run-tool.js';
export { telemetryPrograms } from './telemetry-programs.js';
