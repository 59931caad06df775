export interface Mistake {
  name: string;
  type: string;
  /** The resource's arguments, as HCL. */
  body: string;
  summary: string;
  /** Part of the provider's message. */
  detail: string;
}

const emptyPolicy = 'jsonencode({ Version = "2012-10-17", Statement = [] })';

/** What `terraform validate` must reject, each with one diagnostic. */
export const mistakes: readonly Mistake[] = [
  {
    name: 'a CIDR block with host bits',
    type: 'aws_vpc',
    body: 'cidr_block = "10.0.0.1/16"',
    summary: 'The CIDR block is invalid',
    detail: 'The network is 10.0.0.0/16.',
  },
  {
    name: 'an address where a network belongs',
    type: 'aws_vpc',
    body: 'cidr_block = "10.0.0.0"',
    summary: 'The CIDR block is invalid',
    detail: '"10.0.0.0" is not a network',
  },
  {
    name: 'a CIDR block in a list',
    type: 'aws_ec2_managed_prefix_list',
    body: 'name = "a"\naddress_family = "IPv4"\nmax_entries = 1\nentry {\n  cidr = "10.0.0.0/33"\n}',
    summary: 'The CIDR block is invalid',
    detail: '10.0.0.0/33',
  },
  {
    name: 'a name where an ARN belongs',
    type: 'aws_iam_role_policy_attachment',
    body: 'role = "a"\npolicy_arn = "ReadOnlyAccess"',
    summary: 'The ARN is invalid',
    detail: '"ReadOnlyAccess" is not an ARN',
  },
  {
    name: 'a policy that is not JSON',
    type: 'aws_sqs_queue',
    body: 'policy = "{"',
    summary: 'The JSON is invalid',
    detail: 'jsonencode()',
  },
  {
    name: 'an IAM policy without Version',
    type: 'aws_iam_policy',
    body: 'policy = jsonencode({ Statement = [] })',
    summary: 'The IAM policy is incomplete',
    detail: '"Version"',
  },
  {
    name: 'an IAM policy without Statement',
    type: 'aws_iam_policy',
    body: 'policy = jsonencode({ Version = "2012-10-17" })',
    summary: 'The IAM policy is incomplete',
    detail: '"Statement"',
  },
  {
    name: 'a bucket name in capitals',
    type: 'aws_s3_bucket',
    body: 'bucket = "Reports"',
    summary: 'The name is invalid',
    detail: '3 to 63 lower-case',
  },
  {
    name: 'a role name of 65 characters',
    type: 'aws_iam_role',
    body: `name = "${'r'.repeat(65)}"\nassume_role_policy = ${emptyPolicy}`,
    summary: 'The name is invalid',
    detail: 'has 65 characters',
  },
  {
    name: 'a load balancer name of 33 characters',
    type: 'aws_lb',
    body: `name = "${'l'.repeat(33)}"`,
    summary: 'The name is invalid',
    detail: '1 to 32 letters',
  },
  {
    name: 'a security group rule with two sources',
    type: 'aws_vpc_security_group_ingress_rule',
    body: 'security_group_id = "sg-1"\nip_protocol = "-1"\ncidr_ipv4 = "10.0.0.0/8"\nprefix_list_id = "pl-1"',
    summary: 'The combination of arguments is invalid',
    detail: 'cidr_ipv4 and prefix_list_id',
  },
  {
    name: 'a security group rule without a source',
    type: 'aws_vpc_security_group_egress_rule',
    body: 'security_group_id = "sg-1"\nip_protocol = "-1"',
    summary: 'An argument is missing',
    detail: 'has none',
  },
  {
    name: 'a name beside a prefix of a name',
    type: 'aws_sqs_queue',
    body: 'name = "a"\nname_prefix = "a"',
    summary: 'The combination of arguments is invalid',
    detail: 'not both',
  },
];
