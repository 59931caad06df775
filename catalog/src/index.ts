export * from './catalog.js';
export * from './databases.js';
export * from './environments.js';
export * from './model.js';
export * from './ports.js';
export * from './services.js';
export * from './topics.js';
export * from './validate.js';
