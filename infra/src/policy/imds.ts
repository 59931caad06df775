import { managedResources } from '../plan/plan.js';
import { blocks, type Attributes } from './attributes.js';
import type { Rule } from './finding.js';

/**
 * A pod, or a request forged through one, must not read its node's credentials: IMDSv2 is required, and its answers do
 * not leave the node.
 */
export const imds: Rule = (stack) =>
  managedResources(stack).flatMap(({ type, address, values }) => {
    const settings = settingsOf(type, values);
    if (
      settings === undefined ||
      (settings['http_tokens'] === 'required' && settings['http_put_response_hop_limit'] === 1)
    )
      return [];
    return [
      {
        address,
        problem: "gives the instance's credentials to its containers",
        fix: 'Set http_tokens = "required" and http_put_response_hop_limit = 1 in metadata_options.',
      },
    ];
  });

function settingsOf(type: string, values: Attributes): Attributes | undefined {
  switch (type) {
    case 'aws_launch_template':
    case 'aws_instance':
      return blocks(values, 'metadata_options')[0] ?? {};
    case 'aws_ec2_instance_metadata_defaults':
      return values;
    default:
      return undefined;
  }
}
