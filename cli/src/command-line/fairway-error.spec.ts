import { PriceError, TeardownError, TerraformError } from '@fairway/infra';
import { describe, expect, it } from 'vitest';
import { asFairwayError } from './fairway-error.js';

describe('a failure around AWS', () => {
  it.each([
    [new TerraformError('TOOL_MISSING', 'no go', 'get it'), 'prerequisite_missing', 3],
    [new TerraformError('TERRAFORM_FAILED', 'no go', 'get it'), 'failed', 1],
    [new TerraformError('UNKNOWN_REVISION', 'no go', 'get it'), 'usage', 2],
    [new TeardownError('NOT_READY', 'no go', 'get it'), 'prerequisite_missing', 3],
    [new TeardownError('STEP_FAILED', 'no go', 'get it'), 'failed', 1],
    [new TeardownError('INTERRUPTED', 'no go', 'get it'), 'interrupted', 130],
    [new PriceError('no go', 'get it'), 'failed', 1],
  ])('%s becomes %s', (thrown, code, exitCode) => {
    const error = asFairwayError(thrown);
    expect(error).toMatchObject({ code, exitCode, message: 'no go', hint: 'get it', cause: undefined });
  });
});
