import { managedResources, type Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import { problemsOfTrail } from './audit-trail.js';
import type { Finding, Run, RunRule } from './finding.js';

/** Every log that AWS offers for a resource is enabled and complete, so that it can be read later who did what. */
export const audit: RunRule = (stack, run) => {
  const resources = managedResources(stack);
  return [...absences(resources, run), ...resources.flatMap((resource) => problemsOf(resource, resources))];
};

/** A log that does not exist violates no rule about logs, so its existence is required here. */
function absences(resources: readonly Resource[], { stack }: Run): Finding[] {
  const wanted = stack === 'global' ? ['aws_cloudtrail'] : [];
  return wanted
    .filter((type) => !resources.some((resource) => resource.type === type))
    .map((type) => ({ address: type, problem: 'the account does not have one', fix: `Add it to the stack ${stack}.` }));
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
      return found(isOn, 'its broker logs are not stored', 'Enable a target in logging_info.');
    }
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      return found(
        texts(values, 'enabled_cloudwatch_logs_exports').includes('postgresql'),
        'its log is stored only on the instance and is lost with it',
        'Add "postgresql" to enabled_cloudwatch_logs_exports.',
      );
    case 'aws_cloudwatch_metric_alarm':
      return found(
        texts(values, 'alarm_actions').length > 0 && values['actions_enabled'] !== false,
        'notifies no one',
        'Set alarm_actions to the alarm topic, and remove actions_enabled.',
      );
    case 'aws_db_parameter_group':
      return String(values['family']).includes('postgres') ? problemsOfParameters(address, values) : [];
    case 'aws_wafv2_web_acl':
      return found(
        resources.some(
          (other) =>
            other.type === 'aws_wafv2_web_acl_logging_configuration' && other.values['resource_arn'] === values['arn'],
        ),
        'does not log what it blocks',
        'Add an aws_wafv2_web_acl_logging_configuration.',
      );
    case 'aws_wafv2_web_acl_logging_configuration': {
      const redacted = blocks(values, 'redacted_fields').flatMap((field) =>
        blocks(field, 'single_header').flatMap((header) => texts(header, 'name')),
      );
      return found(
        ['authorization', 'cookie'].every((header) => redacted.includes(header)),
        "writes users' tokens to its log",
        'Redact the headers authorization and cookie.',
      );
    }
    case 'aws_ecr_registry_scanning_configuration':
      return found(
        values['scan_type'] === 'ENHANCED',
        'does not scan for vulnerabilities that are discovered later',
        'Set scan_type to ENHANCED.',
      );
    default:
      return [];
  }
}

/** Logs must contain connections and disconnections, but never the values in statements. */
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
      fix: 'Log connections and disconnections, but no values of statements.',
    }));
}
