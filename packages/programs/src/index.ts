export { findGoPrograms } from './go-programs.js';
export * from './run-tool.js';
