import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import { problemsOfTrail } from './audit-trail.js';
import type { Finding, Run, RunRule } from './finding.js';

/** Who did what can be read afterwards: every log that AWS offers for a resource is on, and complete. */
export const audit: RunRule = (stack, run) => {
  const resources = managedResources(stack);
  return [...absences(resources, run), ...resources.flatMap((resource) => problemsOf(resource, resources))];
};

/** A log that nobody made breaks no rule about logs, so it must be asked for. */
function absences(resources: readonly Resource[], { stack }: Run): Finding[] {
  const wanted = stack === 'global' ? ['aws_cloudtrail'] : [];
  return wanted
    .filter((type) => !resources.some((resource) => resource.type === type))
    .map((type) => ({ address: type, problem: 'the account has none', fix: `Add it to the stack ${stack}.` }));
}

const controlPlaneLogs = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

function problemsOf({ type, address, values }: Resource, resources: readonly Resource[]): Finding[] {
  const found = (isRight: boolean, problem: string, fix: string): Finding[] =>
    isRight ? [] : [{ address, problem, fix }];
  switch (type) {
    case 'aws_cloudtrail':
      return problemsOfTrail(address, values);
    case 'aws_vpc':
      return found(
        resources.some(
          (other) =>
            other.type === 'aws_flow_log' &&
            other.values['vpc_id'] === values['id'] &&
            other.values['traffic_type'] === 'ALL',
        ),
        'no flow log records all of its traffic',
        'Add an aws_flow_log with traffic_type = "ALL".',
      );
    case 'aws_eks_cluster': {
      const missing = controlPlaneLogs.filter((log) => !texts(values, 'enabled_cluster_log_types').includes(log));
      return found(
        missing.length === 0,
        `does not log ${missing.join(', ')}`,
        `Set enabled_cluster_log_types to all of ${controlPlaneLogs.join(', ')}.`,
      );
    }
    case 'aws_msk_cluster': {
      const logs = blocks(values, 'logging_info').flatMap((info) => blocks(info, 'broker_logs'));
      const isOn = ['cloudwatch_logs', 's3', 'firehose'].some((target) =>
        logs.some((log) => blocks(log, target).some(({ enabled }) => enabled === true)),
      );
      return found(isOn, 'the logs of its brokers are kept nowhere', 'Enable a target in logging_info.');
    }
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return found(
        texts(values, 'enabled_cloudwatch_logs_exports').includes('postgresql'),
        'its log stays on the instance, and is gone with it',
        'Add "postgresql" to enabled_cloudwatch_logs_exports.',
      );
    case 'aws_cloudwatch_metric_alarm':
      return found(
        texts(values, 'alarm_actions').length > 0 && values['actions_enabled'] !== false,
        'rings where nobody hears it',
        'Set alarm_actions to the topic of alarms, and leave actions_enabled out.',
      );
    case 'aws_db_parameter_group':
      return String(values['family']).includes('postgres') ? problemsOfParameters(address, values) : [];
    case 'aws_wafv2_web_acl':
      return found(
        resources.some(
          (other) =>
            other.type === 'aws_wafv2_web_acl_logging_configuration' && other.values['resource_arn'] === values['arn'],
        ),
        'records nothing of what it refuses',
        'Add an aws_wafv2_web_acl_logging_configuration.',
      );
    case 'aws_wafv2_web_acl_logging_configuration': {
      const redacted = blocks(values, 'redacted_fields').flatMap((field) =>
        blocks(field, 'single_header').flatMap((header) => texts(header, 'name')),
      );
      return found(
        ['authorization', 'cookie'].every((header) => redacted.includes(header)),
        'writes the tokens of users into its log',
        'Redact the headers authorization and cookie.',
      );
    }
    case 'aws_ecr_registry_scanning_configuration':
      return found(
        values['scan_type'] === 'ENHANCED',
        'does not look for vulnerabilities that are found later',
        'Set scan_type to ENHANCED.',
      );
    default:
      return [];
  }
}

/** Who came, who left, and never what was in a statement. */
function problemsOfParameters(address: string, values: Resource['values']): Finding[] {
  const parameters = new Map(blocks(values, 'parameter').map(({ name, value }) => [String(name), String(value)]));
  const wanted = new Map([
    ['log_connections', /^(all|1)$/],
    ['log_disconnections', /^1$/],
    ['log_parameter_max_length', /^0$/],
  ]);
  return [...wanted]
    .filter(([name, value]) => !value.test(parameters.get(name) ?? ''))
    .map(([name]) => ({
      address,
      problem: `${name} is ${parameters.get(name) ?? 'not set'}`,
      fix: 'Log who connects and leaves, and no values of statements.',
    }));
}
