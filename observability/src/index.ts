export { renderObservability } from './render.js';
export { alertSummaries, allObjectives } from './rules/summaries.js';
