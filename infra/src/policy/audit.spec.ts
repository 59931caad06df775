import { describe, expect, it } from 'vitest';
import { ofDev, stackWith } from '../../test/support/stack-with.js';
import { audit } from './audit.js';

const problems = (resources: Parameters<typeof stackWith>[0], stack: (typeof ofDev)['stack'] = 'data') =>
  audit(stackWith(resources), { ...ofDev, stack }).map(({ problem }) => problem);

describe('the trail', () => {
  const management = { field_selector: [{ field: 'eventCategory', equals: ['Management'] }] };
  const objects = {
    field_selector: [
      { field: 'eventCategory', equals: ['Data'] },
      { field: 'resources.type', equals: ['AWS::S3::Object'] },
    ],
  };
  const trail = {
    is_multi_region_trail: true,
    include_global_service_events: true,
    enable_log_file_validation: true,
    advanced_event_selector: [management, objects],
  };

  it('is complete', () => expect(problems({ 'aws_cloudtrail.this': trail })).toEqual([]));

  it.each([
    { is_multi_region_trail: false },
    { include_global_service_events: null },
    { enable_log_file_validation: false },
    { enable_logging: false },
    { advanced_event_selector: [objects] },
    { advanced_event_selector: [management] },
    {
      advanced_event_selector: [
        objects,
        { field_selector: [...management.field_selector, { field: 'readOnly', equals: ['false'] }] },
      ],
    },
  ])('is incomplete with %j', (changes) =>
    expect(problems({ 'aws_cloudtrail.this': { ...trail, ...changes } })).toHaveLength(1),
  );

  it('exists in the account', () => {
    expect(problems({}, 'global')).toEqual(['the account does not have one']);
  });
});

describe('the logs', () => {
  const five = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];
  const brokerLogs = (enabled: boolean) => ({
    logging_info: [{ broker_logs: [{ cloudwatch_logs: [{ enabled }], s3: [] }] }],
  });
  const parameters = (log_connections: string, log_parameter_max_length: string) => ({
    family: 'postgres18',
    parameter: Object.entries({ log_connections, log_disconnections: '1', log_parameter_max_length }).map(
      ([name, value]) => ({ name, value }),
    ),
  });

  it.each([
    [
      'aws_eks_cluster',
      { enabled_cluster_log_types: five },
      { enabled_cluster_log_types: five.filter((log) => log !== 'audit') },
    ],
    ['aws_msk_cluster', brokerLogs(true), brokerLogs(false)],
    [
      'aws_db_instance',
      { enabled_cloudwatch_logs_exports: ['postgresql'] },
      { enabled_cloudwatch_logs_exports: ['upgrade'] },
    ],
    ['aws_rds_cluster', { enabled_cloudwatch_logs_exports: ['postgresql'] }, {}],
    ['aws_db_parameter_group', parameters('all', '0'), parameters('0', '0')],
    ['aws_db_parameter_group', parameters('1', '0'), parameters('1', '1024')],
    ['aws_cloudwatch_metric_alarm', { alarm_actions: ['arn'] }, { alarm_actions: [] }],
    ['aws_cloudwatch_metric_alarm', { alarm_actions: ['arn'] }, { alarm_actions: ['arn'], actions_enabled: false }],
    ['aws_ecr_registry_scanning_configuration', { scan_type: 'ENHANCED' }, { scan_type: 'BASIC' }],
  ])('of %s: %j, not %j', (type, good, bad) => {
    expect(problems({ [`${type}.this`]: good })).toEqual([]);
    expect(problems({ [`${type}.this`]: bad })).toHaveLength(1);
  });

  it('of a network record all traffic', () => {
    const vpc = { 'aws_vpc.this': { id: 'vpc-1' } };
    expect(problems({ ...vpc, 'aws_flow_log.this': { vpc_id: 'vpc-1', traffic_type: 'ALL' } })).toEqual([]);
    expect(problems({ ...vpc, 'aws_flow_log.this': { vpc_id: 'vpc-1', traffic_type: 'REJECT' } })).toHaveLength(1);
    expect(problems({ ...vpc, 'aws_flow_log.this': { vpc_id: 'vpc-2', traffic_type: 'ALL' } })).toHaveLength(1);
  });

  it('of a firewall are kept, without tokens', () => {
    const acl = { 'aws_wafv2_web_acl.this': { arn: 'arn:acl' } };
    const log = (...headers: string[]) => ({
      resource_arn: 'arn:acl',
      redacted_fields: headers.map((name) => ({ single_header: [{ name }] })),
    });
    expect(
      problems({ ...acl, 'aws_wafv2_web_acl_logging_configuration.this': log('authorization', 'cookie') }),
    ).toEqual([]);
    expect(problems({ ...acl, 'aws_wafv2_web_acl_logging_configuration.this': log('authorization') })).toHaveLength(1);
    expect(problems(acl)).toHaveLength(1);
  });
});
