export { renderObservability } from './render.js';
