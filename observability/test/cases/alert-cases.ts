import type { AlertCase } from '../support/alert-cases.js';
import { burnCases } from './burn-cases.js';
import { increaseCases } from './increase-cases.js';
import { thresholdCases } from './threshold-cases.js';

export const alertCases: readonly AlertCase[] = [...thresholdCases, ...increaseCases, ...burnCases];
