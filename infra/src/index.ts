export * from './plan/plan.js';
export * from './terraform/offline-account.js';
export * from './terraform/program.js';
export * from './terraform/stacks.js';
export * from './terraform/terraform-error.js';
