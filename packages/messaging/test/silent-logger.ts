import type { Logger } from '../src/index.js';

export const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
