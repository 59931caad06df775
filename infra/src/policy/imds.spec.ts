import { expect, it } from 'vitest';
import { imds } from './imds.js';
import { stackWith } from '../../test/support/stack-with.js';

const settings = (http_tokens: string, http_put_response_hop_limit: number) => ({
  http_tokens,
  http_put_response_hop_limit,
});
const found = (type: string, values: Record<string, unknown>) => imds(stackWith({ [`${type}.this`]: values })).length;

it.each(['aws_launch_template', 'aws_instance'])('%s protects its credentials', (type) => {
  expect(found(type, { metadata_options: [settings('required', 1)] })).toBe(0);
  expect(found(type, { metadata_options: [settings('required', 2)] })).toBe(1);
  expect(found(type, { metadata_options: [settings('optional', 1)] })).toBe(1);
  expect(found(type, { metadata_options: [] })).toBe(1);
});

it("the account's defaults protect them as well", () => {
  expect(found('aws_ec2_instance_metadata_defaults', settings('required', 1))).toBe(0);
  expect(found('aws_ec2_instance_metadata_defaults', settings('no-preference', 1))).toBe(1);
});

it('other types have no credentials', () => {
  expect(found('aws_s3_bucket', {})).toBe(0);
});
