import { databases, type Secret, secrets } from '@fairway/catalog';
import { passwordVariableOf, superuserPasswordVariable } from './addresses.js';

/** A shell script that prints the env file of the compose file, with new secrets. */
export function secretsScript(): string {
  const passwords = Object.values(databases).map(({ role }) => passwordVariableOf(role));
  const lines = [
    ...[superuserPasswordVariable, ...passwords].map((variable) => `echo "${variable}=$(openssl rand -hex 18)"`),
    ...Object.entries(secrets).map(([variable, secret]) => printed(variable, secret)),
  ];
  return `#!/bin/sh
# Made by \`./fairway generate\` from the catalogue. Prints new secrets for deploy/compose.yaml; needs openssl:
#     (umask 077; sh deploy/compose/secrets.sh > deploy/.env)
set -eu
${lines.join('\n')}
`;
}

function printed(variable: string, secret: Secret): string {
  if (secret.generate === 'ed25519-key') return `echo "${variable}=\\"$(openssl genpkey -algorithm ed25519)\\""`;
  const base64 = `openssl rand -base64 ${secret.bytes}`;
  const text = secret.encoding === 'base64' ? base64 : `${base64} | tr '+/' '-_' | tr -d '='`;
  return `echo "${variable}=${secret.prefix ?? ''}$(${text})"`;
}
