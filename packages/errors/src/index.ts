export { type ErrorCode, FairwayError } from './fairway-error.js';
