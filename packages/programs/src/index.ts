export { findGoPrograms, findUnbuiltGoPrograms } from './go-programs.js';
export * from './run-tool.js';
