import { managedResources, type Resource, type Values } from '../plan/plan.js';
import { everyValue } from './attributes.js';
import type { Finding, Rule } from './finding.js';

/** No secret passes through Terraform: whatever Terraform knows is in its state, in plans, and on the screen. */
export const secrets: Rule = (stack) => [...managedResources(stack).flatMap(inResource), ...inOutputs(stack)];

const fix =
  'Let AWS create and keep it (manage_master_user_password), or write it to Secrets Manager outside Terraform.';

function inResource({ type, address, values }: Resource): Finding[] {
  if (type === 'aws_iam_access_key')
    return [{ address, problem: 'a long-lived key, whose secret is stored in the state', fix: 'Use a role.' }];
  if (type === 'aws_ssm_parameter' && values['type'] === 'SecureString')
    return [{ address, problem: 'its value is stored in the state', fix }];
  return secretsIn(values).map((path) => ({ address, problem: `${path} holds a secret`, fix }));
}

function inOutputs({ outputs = {} }: Values): Finding[] {
  return Object.entries(outputs).flatMap(([name, { value, sensitive }]) => {
    const address = `output.${name}`;
    if (sensitive) return [{ address, problem: 'is marked sensitive, so it contains a secret', fix }];
    return secretsIn({ [name]: value }).map((path) => ({ address, problem: `${path} holds a secret`, fix }));
  });
}

function secretsIn(attributes: Readonly<Record<string, unknown>>): string[] {
  return [...everyValue(attributes)].flatMap(({ path, name, value }) => {
    // An ARN only says where a secret is stored, whatever the secret's name.
    if (typeof value !== 'string' || value === '' || value.startsWith('arn:')) return [];
    if (isSecretName(name) || isSecretText(value)) return [path];
    // A parameter contains a JSON object, whose property names reveal secrets as well.
    return secretsIn(objectIn(value)).map((inner) => `${path}.${inner}`);
  });
}

/** The password itself, not its lifetime or how it is generated. */
const isSecretName = (name: string) =>
  /(^|_)(password|passwd|secret_string|secret_binary|private_key|secret_key|auth_token|access_token|client_secret)$/i.test(
    name,
  );

const isSecretText = (value: string) =>
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value) ||
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/.test(value) ||
  /\b[a-z][a-z0-9+]*:\/\/[^\s/:@]+:[^\s/@]+@/.test(value);

function objectIn(value: string): Readonly<Record<string, unknown>> {
  if (!value.startsWith('{')) return {};
  try {
    return JSON.parse(value) as Record<string, unknown>;
  } catch {
    return {};
  }
}
